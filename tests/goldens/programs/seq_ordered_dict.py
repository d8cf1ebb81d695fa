# Names for the layers, from an OrderedDict and from a list of pairs.
# model: stem
# input: 1,1,20,20
from collections import OrderedDict

import torch.nn as nn

stem = nn.Sequential(OrderedDict([
    ("conv", nn.Conv2d(1, 4, 3, padding="same")),
    ("norm", nn.BatchNorm2d(4)),
    ("act", nn.LeakyReLU(0.1)),
    ("inner", nn.Sequential(OrderedDict(pool=nn.AvgPool2d(2), act=nn.Tanh()))),
]))
stem.add_module("tail", nn.Conv2d(4, 2, (3, 1), stride=(2, 1)))
