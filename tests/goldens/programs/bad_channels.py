# The second convolution expects other channels than the first gives.
# model: Net(8)
# input: 2,3,20,20
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = nn.Conv2d(3, width, 3)
        self.b = nn.Conv2d(width * 2, width, 3, groups=2)

    def forward(self, x):
        x = self.a(x)
        x = self.b(x)
        return x
