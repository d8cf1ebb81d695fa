# Four names for three sizes.
# model: Net()
# input: 3,8,8
import torch.nn as nn


class Net(nn.Module):
    def forward(self, x):
        b, c, h, w = x.shape
        return x.view(b, c, h * w)
