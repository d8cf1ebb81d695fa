# A known network with another head, its body frozen.
import torch
from torch import nn, optim
from torchvision import models

net = models.resnet18()
for p in net.parameters():
    p.requires_grad = False
net.fc = nn.Sequential(nn.Dropout(0.2), nn.Linear(net.fc.in_features, 3))
optimizer = optim.Adam(net.fc.parameters(), lr=1e-3)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
print(net(torch.zeros(2, 3, 64, 96)).shape, sum(p.numel() for p in net.parameters() if p.requires_grad), len(optimizer.param_groups))
print(scheduler.get_last_lr())
