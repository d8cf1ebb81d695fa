# Super-resolution: channels become pixels.
# model: Sharper(scale=3)
# input: 1,1,15,20
from torch import nn


class Sharper(nn.Module):
    def __init__(self, scale, features=16):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, features, 5, padding=2), nn.PReLU(), nn.Conv2d(features, scale**2, 3, padding=1))
        self.shuffle = nn.PixelShuffle(scale)

    def forward(self, low):
        return self.shuffle(self.body(low))
