# One image without a batch: convolutions take it, nn.Flatten keeps its first axis.
# model: net
# input: 3,18,18
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 5, 3), nn.MaxPool2d(4), nn.Flatten(), nn.Linear(16, 2))
