# Shapes printed on the way, in several ways of writing it.
# model: Chatty()
# input: 2,3,10,10
import torch.nn as nn


class Chatty(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4 * 8 * 8, 2)

    def forward(self, x):
        print("in", x.shape)
        x = self.conv(x)
        print(f"conv: {x.shape}, {x.size(1)} channels")
        x = x.flatten(1)
        print("flat %d of %s" % (x.shape[1], tuple(x.shape)))
        print("rank", x.dim(), "elements", x.numel(), sep=" = ", end="!\n")
        return self.fc(x)
