# Unpadded convolutions, the skip cut to fit by slicing.
# model: Shrinking()
# input: 1,1,60,60
import torch
from torch import nn


def center_crop(big, like):
    h, w = like.shape[-2:]
    top, left = (big.shape[-2] - h) // 2, (big.shape[-1] - w) // 2
    return big[:, :, top:top + h, left:left + w]


class Shrinking(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Conv2d(1, 8, 3)
        self.mid = nn.Conv2d(8, 16, 3)
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.dec = nn.Conv2d(16, 2, 3)

    def forward(self, x):
        skip = self.enc(x)
        y = self.up(self.mid(nn.functional.max_pool2d(skip, 2)))
        return self.dec(torch.cat([center_crop(skip, y), y], 1))
