# 'same' and a stride do not go together.
# model: Net()
# input: 1,3,8,8
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, stride=2, padding="same")

    def forward(self, x):
        return self.conv(x)
