# A cell stepped through time; what it says at each step, stacked.
# model: Stepper()
# input: 2,5,3
import torch
import torch.nn as nn


class Stepper(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(3, 8)
        self.say = nn.Linear(8, 2)

    def forward(self, x):
        h = torch.zeros(x.size(0), 8)
        c = torch.zeros(x.size(0), 8)
        said = []
        for t in range(x.size(1)):
            h, c = self.cell(x[:, t], (h, c))
            said.append(self.say(h))
        return torch.stack(said, dim=1)
