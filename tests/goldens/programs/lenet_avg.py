# The old digits network with sigmoid and average pools, from the functional side.
# model: LeNet()
# input: 1,1,32,32
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 5)
        self.c3 = nn.Conv2d(6, 16, 5)
        self.c5 = nn.Conv2d(16, 120, 5)
        self.f6 = nn.Linear(120, 84)
        self.out = nn.Linear(84, 10)

    def forward(self, x):
        x = F.avg_pool2d(self.c1(x).sigmoid(), 2)
        x = F.avg_pool2d(self.c3(x).sigmoid(), kernel_size=2, stride=2)
        x = self.c5(x).sigmoid().squeeze(-1).squeeze(-1)
        return self.out(F.sigmoid(self.f6(x)))
