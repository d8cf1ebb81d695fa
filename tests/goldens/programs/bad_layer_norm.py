# Normalized over a shape that the maps do not have.
# model: net
# input: 2,3,8,8
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 5, 3), nn.LayerNorm([5, 8, 8]))
