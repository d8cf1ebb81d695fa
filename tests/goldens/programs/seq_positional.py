# The layers one after another, ReLU in place, sizes by keyword.
# model: net
# input: 2,3,33,47
import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 8, kernel_size=5, stride=2),
    nn.ReLU(inplace=True),
    nn.MaxPool2d(kernel_size=3, stride=2),
    nn.Flatten(),
    nn.Linear(8 * 7 * 10, 4),
)
