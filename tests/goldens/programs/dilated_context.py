# Dilation that doubles while the size stays.
# model: Context()
# input: 1,4,30,30
import torch
import torch.nn as nn


class Context(nn.Module):
    def __init__(self, channels=4, rates=(1, 2, 4, 8)):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(channels, channels, 3, padding=r, dilation=r) for r in rates])
        self.norms = nn.ModuleList([nn.InstanceNorm2d(channels, affine=True) for _ in rates])

    def forward(self, x):
        outs = [torch.relu(norm(conv(x))) for conv, norm in zip(self.convs, self.norms)]
        return torch.stack(outs, dim=0).sum(0) / len(outs)
