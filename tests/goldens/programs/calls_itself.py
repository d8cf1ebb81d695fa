# A program that makes its input and calls its model.
import torch
import torch.nn as nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(3, 6, 3), nn.ReLU(), nn.AdaptiveMaxPool2d(4), nn.Flatten(), nn.Linear(96, 2))
images = torch.randn(5, 3, 19, 23)
with torch.no_grad():
    out = net(images)
print(out.shape, out.argmax(dim=1).shape)
