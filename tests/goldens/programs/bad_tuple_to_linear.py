# The pair that an RNN returns goes into a Linear.
# model: model
# input: 4,6,8
import torch.nn as nn

model = nn.Sequential(nn.GRU(8, 5, batch_first=True), nn.Linear(5, 1))
