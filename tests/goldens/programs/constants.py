# model: Net()
# input: 1,3,32,32
"""Widths and depths worked out with small tensors and numpy, as RegNet and MaxViT do."""

import inspect
import math
from functools import wraps

import numpy as np
import torch
from torch import nn


def widths(depth, slope, start, step):
    capacity = torch.round(torch.log(torch.arange(depth) * slope / start + 1) / math.log(step))
    quantized = (torch.round(start * torch.pow(step, capacity) / 8) * 8).int().tolist()
    changes = [i for i, (a, b) in enumerate(zip([0] + quantized, quantized + [0])) if a != b]
    return sorted(set(quantized)), torch.diff(torch.tensor(changes)).tolist()


def keywords_too(f):
    names = [n for n, p in inspect.signature(f).parameters.items() if p.kind == p.KEYWORD_ONLY]

    @wraps(f)
    def inner(*args):
        return f(**dict(zip(names, args)))

    return inner


@keywords_too
def conv(*, cin, cout):
    return nn.Conv2d(cin, cout, 3, padding=1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        sizes, depths = widths(6, 10.0, 16, 1.6)
        print(sizes, depths)
        rates = np.linspace(0, 0.2, sum(depths)).tolist()
        self.blocks = nn.ModuleList()
        before = 3
        for width, depth in zip(sizes, depths):
            self.blocks += [nn.Sequential(conv(before, width), nn.Dropout(rates[depth]))]
            before = width
        index = torch.arange(4).view(2, 2)
        index[0, 1] += 3
        self.register_buffer("index", index * 2)
        self.head = nn.Linear(before * int(self.index.sum().item()), int(np.prod((2, 3))))

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        if self.index[0, 1] > 7:
            x = nn.functional.adaptive_avg_pool2d(x, (1, int(self.index.sum())))
        return self.head(x.flatten(1))
