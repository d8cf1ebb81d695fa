# Pools that round up, and the window that would start outside.
# model: pools
# input: 1,2,15,10
import torch.nn as nn

pools = nn.Sequential(
    nn.MaxPool2d(2, ceil_mode=True),
    nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True),
    nn.MaxPool2d((2, 1), stride=(1, 2), ceil_mode=True),
    nn.LPPool2d(2, 2),
)
