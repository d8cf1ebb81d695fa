# What goes into a Transformer must end in d_model.
# model: nn.Transformer(16, 4, 1, 1, 32)
# input: 5,2,16
# input: 4,2,12
import torch
from torch import nn
