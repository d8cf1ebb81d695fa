# One network used twice; two inputs; shared weights counted once.
# model: Twins()
# input: 3,1,16,16
# input: 3,1,16,16
import torch
import torch.nn as nn


class Twins(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 7 * 7, 6))
        self.again = self.tower

    def forward(self, left, right):
        a, b = self.tower(left), self.again(right)
        return torch.abs(a - b).sum(dim=1, keepdim=True)
