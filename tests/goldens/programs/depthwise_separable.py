# Depthwise, pointwise, squeeze and excitation.
# model: Mobile(12, 20)
# input: 1,12,18,18
import torch
import torch.nn as nn


class Excite(nn.Module):
    def __init__(self, channels, shrink=4):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Linear(channels, channels // shrink, bias=False), nn.ReLU(inplace=True),
            nn.Linear(channels // shrink, channels, bias=False), nn.Sigmoid(),
        )

    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.pool(x).view(b, c)
        y = self.fc(y).view(b, c, 1, 1)
        return x * y.expand_as(x)


class Mobile(nn.Module):
    def __init__(self, cin, cout, expand=2):
        super().__init__()
        hidden = cin * expand
        self.block = nn.Sequential(
            nn.Conv2d(cin, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, hidden, 3, 2, 1, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.Hardswish(),
            Excite(hidden), nn.Conv2d(hidden, cout, 1, bias=False),
        )

    def forward(self, x):
        return self.block(x)
