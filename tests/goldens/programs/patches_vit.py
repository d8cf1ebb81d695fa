# An image cut into patches, a class token in front.
# model: Patches()
# input: 2,3,32,24
import torch
from torch import nn


class Patches(nn.Module):
    def __init__(self, image=(32, 24), patch=8, dim=10):
        super().__init__()
        count = (image[0] // patch) * (image[1] // patch)
        self.project = nn.Conv2d(3, dim, kernel_size=patch, stride=patch)
        self.token = nn.Parameter(torch.zeros(1, 1, dim))
        self.place = nn.Parameter(torch.zeros(1, count + 1, dim))
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        x = self.project(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.token.expand(x.shape[0], -1, -1), x), dim=1)
        return self.norm(x + self.place)[:, 0]
