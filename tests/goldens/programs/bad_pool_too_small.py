# A pool that leaves nothing.
# model: net
# input: 1,2,6,3
import torch.nn as nn

net = nn.Sequential(nn.MaxPool2d(2), nn.AvgPool2d(2, stride=2), nn.Flatten())
