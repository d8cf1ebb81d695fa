# Sizes worked out in __init__ with a nested function and integer division.
# model: Pong(84, 60)
# input: 1,4,84,60
from torch import nn
import math


class Pong(nn.Module):
    KERNELS = ((8, 4), (4, 2), (3, 1))

    def __init__(self, height, width, actions=6):
        super().__init__()

        def after(size):
            for k, s in self.KERNELS:
                size = (size - k) // s + 1
            return size

        chans = [4, 32, 64, 64]
        self.convs = nn.ModuleList()
        for i, (k, s) in enumerate(self.KERNELS):
            self.convs.append(nn.Conv2d(chans[i], chans[i + 1], kernel_size=k, stride=s))
        self.value = nn.Linear(chans[-1] * after(height) * after(width), int(math.sqrt(256)))
        self.policy = nn.Linear(self.value.out_features, actions)

    def forward(self, frames):
        for conv in self.convs:
            frames = conv(frames).clamp(min=0)
        return self.policy(self.value(frames.flatten(start_dim=1)))
