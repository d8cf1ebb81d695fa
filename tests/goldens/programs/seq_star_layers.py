# A list that grows, then *layers; a comprehension inside another call.
# model: Mlp([64, 32, 16], drop=0.2)
# input: 5,64
import torch.nn as nn


class Mlp(nn.Module):
    def __init__(self, widths, classes=3, drop=0.0):
        super().__init__()
        layers = []
        for a, b in zip(widths[:-1], widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU(True)]
            if drop > 0:
                layers.append(nn.Dropout(p=drop))
        self.body = nn.Sequential(*layers)
        self.heads = nn.Sequential(*[nn.Linear(widths[-1], widths[-1]) for _ in range(2)])
        self.out = nn.Linear(widths[-1], classes)

    def forward(self, x):
        return self.out(self.heads(self.body(x)))
