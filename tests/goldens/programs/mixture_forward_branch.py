# Which way forward goes depends on the shape and on the mode.
# model: Branching(3)
# input: 1,4,16,16
# eval
import torch
from torch import nn
from torch.nn.functional import relu, max_pool2d


class Branching(nn.Module):
    def __init__(self, times):
        super().__init__()
        self.convs = nn.ModuleDict()
        for i in range(times):
            self.convs["c" + str(i)] = nn.Conv2d(4, 4, 3, padding=1)
        self.times = times

    def forward(self, x, aux=None):
        for key, conv in self.convs.items():
            x = relu(conv(x))
            while x.shape[-1] > 6:
                x = max_pool2d(x, 2)
        if self.training and aux is not None:
            x = x + aux
        elif not self.training:
            x = x * 2
        return x.flatten(1) if x.dim() == 4 else x
