# Four branches side by side, joined along the channels.
# model: Inception(16, 4, (6, 8), (2, 4), 4)
# input: 1,16,14,14
import torch
from torch import nn
from torch.nn import functional as F


class Inception(nn.Module):
    def __init__(self, cin, c1, c2, c3, c4, **kwargs):
        super(Inception, self).__init__(**kwargs)
        self.p1 = nn.Conv2d(cin, c1, kernel_size=1)
        self.p2a = nn.Conv2d(cin, c2[0], kernel_size=1)
        self.p2b = nn.Conv2d(c2[0], c2[1], kernel_size=3, padding=1)
        self.p3a = nn.Conv2d(cin, c3[0], kernel_size=1)
        self.p3b = nn.Conv2d(c3[0], c3[1], kernel_size=5, padding=2)
        self.p4a = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.p4b = nn.Conv2d(cin, c4, kernel_size=1)

    def forward(self, x):
        a = F.relu(self.p1(x))
        b = F.relu(self.p2b(F.relu(self.p2a(x))))
        c = F.relu(self.p3b(F.relu(self.p3a(x))))
        d = F.relu(self.p4b(self.p4a(x)))
        return torch.cat((a, b, c, d), dim=1)
