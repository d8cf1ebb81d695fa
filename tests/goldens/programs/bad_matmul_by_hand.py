# Scores against the wrong axis.
# model: Net()
# input: 2,5,8
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(8, 6)
        self.k = nn.Linear(8, 6)

    def forward(self, x):
        q, k = self.q(x), self.k(x)
        scores = torch.bmm(q, k)
        return scores.softmax(-1)
