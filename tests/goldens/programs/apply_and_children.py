# A walk over modules that sets weights, parameters counted in the program.
# model: net
# input: 1,2,8,8
import torch
from torch import nn


def init_weights(m):
    if type(m) == nn.Linear or type(m) == nn.Conv2d:
        nn.init.xavier_uniform_(m.weight)
        if m.bias is not None:
            m.bias.data.fill_(0.01)


net = nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(108, 5))
net.apply(init_weights)
total = sum(p.numel() for p in net.parameters() if p.requires_grad)
print("parameters:", total)
for name, p in net.named_parameters():
    print(name, tuple(p.shape))
for p in net[0].parameters():
    p.requires_grad = False
