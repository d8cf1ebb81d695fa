# Layers put in one at a time, with numbered names.
# model: build(3)
# input: 4,2,16,16
import torch
from torch import nn


def build(depth, width=6):
    layers = nn.Sequential()
    channels = 2
    for i in range(depth):
        layers.add_module(f"conv{i}", nn.Conv2d(channels, width * (i + 1), 3, padding=1))
        layers.add_module("relu%d" % i, nn.ReLU())
        if i % 2 == 0:
            layers.add_module("pool{}".format(i), nn.MaxPool2d(2))
        channels = width * (i + 1)
    layers.append(nn.Flatten())
    return layers
