# Fifty blocks of three convolutions, all written as nested classes.
# model: Deep(classes=1000)
# input: 1,3,64,64
# eval
import torch
from torch import nn


class Deep(nn.Module):
    class Stage(nn.Sequential):
        class Bottleneck(nn.Module):
            grow = 4

            def __init__(self, cin, width, stride):
                super().__init__()
                cout = width * self.grow
                self.reduce = nn.Sequential(nn.Conv2d(cin, width, 1, bias=False), nn.BatchNorm2d(width))
                self.spatial = nn.Sequential(nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width))
                self.expand = nn.Sequential(nn.Conv2d(width, cout, 1, bias=False), nn.BatchNorm2d(cout))
                self.short = nn.Identity()
                if stride > 1 or cin != cout:
                    self.short = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))
                self.relu = nn.ReLU(inplace=True)

            def forward(self, x):
                y = self.relu(self.reduce(x))
                y = self.relu(self.spatial(y))
                return self.relu(self.expand(y) + self.short(x))

        def __init__(self, cin, width, count, stride):
            block = self.Bottleneck
            super().__init__(
                block(cin, width, stride), *[block(width * block.grow, width, 1) for _ in range(count - 1)]
            )

    def __init__(self, counts=(3, 8, 36, 3), classes=10):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False), nn.BatchNorm2d(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)
        )
        stages, cin = [], 64
        for i, count in enumerate(counts):
            width = 64 * 2**i
            stages.append(self.Stage(cin, width, count, stride=1 if i == 0 else 2))
            cin = width * 4
        self.stages = nn.Sequential(*stages)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(cin, classes))

    def forward(self, x):
        return self.head(self.stages(self.stem(x)))
