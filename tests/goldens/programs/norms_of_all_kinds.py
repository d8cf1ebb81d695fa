# Normalizations one after another.
# model: Norms()
# input: 4,6,5,7
# eval
import torch.nn as nn


class Norms(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm2d(6, affine=False), nn.GroupNorm(3, 6), nn.LayerNorm([6, 5, 7]), nn.InstanceNorm2d(6),
            nn.LocalResponseNorm(2), nn.LayerNorm(7, elementwise_affine=False),
        )

    def forward(self, x):
        return self.layers(x)
