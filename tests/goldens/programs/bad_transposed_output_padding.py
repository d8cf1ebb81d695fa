# More output padding than the stride leaves room for.
# model: net
# input: 1,4,7,7
from torch import nn

net = nn.Sequential(
    nn.ReLU(),
    nn.ConvTranspose2d(4, 2, 3, stride=2, output_padding=2),
)
