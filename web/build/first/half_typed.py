# What the page sees while someone types: the last line is not whole yet.
import torch.nn as nn

model = nn.Sequential(
    nn.Conv2d(3, 8, 3),
    nn.ReLU(),
    nn.Linear(8,
