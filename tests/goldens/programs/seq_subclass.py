# A subclass of Sequential that hands its layers to super().__init__, indexed and sliced later.
# model: Whole()
# input: 2,3,24,24
from torch import nn


class ConvNormAct(nn.Sequential):
    def __init__(self, cin, cout, k=3, s=1, act=nn.ReLU):
        super().__init__(
            nn.Conv2d(cin, cout, k, stride=s, padding=k // 2, bias=False),
            nn.BatchNorm2d(cout),
            act(),
        )


class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(ConvNormAct(3, 8), ConvNormAct(8, 16, s=2), ConvNormAct(16, 16, k=5, act=nn.SiLU))
        self.last = ConvNormAct(16, 4, k=1)

    def forward(self, x):
        x = self.blocks[:2](x)
        x = self.blocks[-1](x)
        return self.last(x).mean(dim=(2, 3))
