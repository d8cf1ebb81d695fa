# The wrong layer stands in a Sequential that nothing of the program calls.
# model: net
# input: 1,3,28,28
from torch import nn

net = nn.Sequential(
    nn.Conv2d(3, 12, 5, stride=2),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(12 * 13 * 13, 5),
)
