# ModuleList with zip, enumerate and reversed; ModuleDict by key; results kept in a list.
# model: Ladder()
# input: 2,3,32,32
import torch
import torch.nn as nn


class Ladder(nn.Module):
    def __init__(self, widths=(3, 8, 16, 24)):
        super().__init__()
        self.down = nn.ModuleList([nn.Conv2d(a, b, 3, 2, 1) for a, b in zip(widths, widths[1:])])
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, 2) for a, b in reversed(list(zip(widths[1:], widths[2:]))))
        self.act = nn.ModuleDict({"relu": nn.ReLU(), "gelu": nn.GELU()})

    def forward(self, x):
        kept = []
        for i, layer in enumerate(self.down):
            x = self.act["relu" if i else "gelu"](layer(x))
            kept.append(x)
        kept.pop()
        for layer in self.up:
            x = layer(x) + kept.pop()
        return x, kept
