# Bilinear on a sequence.
# model: net
# input: 1,3,10
from torch import nn

net = nn.Sequential(nn.Conv1d(3, 3, 3), nn.Upsample(scale_factor=2, mode="bilinear"))
