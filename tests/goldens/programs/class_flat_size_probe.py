# The flat size found by sending zeros through the convolutions while the class is made.
# model: Probe((2, 30, 22))
# input: 4,2,30,22
import torch
import torch.nn as nn


class Probe(nn.Module):
    def __init__(self, shape, actions=5):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(shape[0], 8, 4, stride=2), nn.ELU(), nn.Conv2d(8, 8, 3, stride=2), nn.ELU())
        with torch.no_grad():
            flat = self.body(torch.zeros(1, *shape)).flatten(1).shape[1]
        self.flat = flat
        self.head = nn.Linear(flat, actions)

    def forward(self, x):
        return self.head(self.body(x).reshape(-1, self.flat))
