# A 2-d norm on a flat tensor.
# model: net
# input: 3,12
import torch.nn as nn

net = nn.Sequential(nn.Linear(12, 8), nn.BatchNorm2d(8), nn.ReLU())
