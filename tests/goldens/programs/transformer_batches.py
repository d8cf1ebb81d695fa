# Source and target must agree in their batch, which is the second axis unless batch_first is set.
# model: nn.Transformer(16, 4, 1, 1, 32)
# input: 5,2,16
# input: 4,3,16
import torch
from torch import nn
