# The program refuses the input itself.
# model: Net()
# input: 1,3,15,16
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 2, stride=2)

    def check(self, x):
        if x.shape[2] % 2 != 0:
            raise ValueError(f"height must be even, not {x.shape[2]}")

    def forward(self, x):
        self.check(x)
        return self.conv(x)
