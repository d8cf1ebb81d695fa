# Each layer sees everything before it, concatenated.
# model: DenseBlock(6, growth=4, depth=3)
# input: 2,6,11,11
import torch
import torch.nn as nn


class DenseLayer(nn.Module):
    def __init__(self, cin, growth):
        super().__init__()
        self.norm = nn.BatchNorm2d(cin)
        self.conv = nn.Conv2d(cin, growth, 3, padding=1, bias=False)

    def forward(self, seen):
        x = torch.cat(seen, 1)
        return self.conv(torch.relu(self.norm(x)))


class DenseBlock(nn.Module):
    def __init__(self, cin, growth, depth):
        super().__init__()
        self.layers = nn.ModuleList([DenseLayer(cin + i * growth, growth) for i in range(depth)])
        self.squeeze = nn.Sequential(nn.Conv2d(cin + depth * growth, (cin + depth * growth) // 2, 1), nn.AvgPool2d(2))

    def forward(self, x):
        seen = [x]
        for layer in self.layers:
            seen.append(layer(seen))
        return self.squeeze(torch.cat(seen, dim=1))
