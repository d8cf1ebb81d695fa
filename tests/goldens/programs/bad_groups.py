# Channels that the groups do not divide, refused while the layer is made.
# model: make(10)
# input: 1,10,8,8
from torch import nn


def make(channels):
    return nn.Sequential(
        nn.Conv2d(channels, 12, 3),
        nn.Conv2d(12, 20, 3, groups=8),
    )
