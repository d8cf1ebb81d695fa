# A layer made with an argument too few: Python's own error, while the class is made.
# model: Net()
# input: 1,3,8,8
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8)

    def forward(self, x):
        return self.conv(x)
