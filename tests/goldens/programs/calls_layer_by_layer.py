# Layer after layer in a loop, its name and what comes out.
import torch
import torch.nn as nn

layers = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(2 * 5 * 6, 3))
X = torch.ones(1, 1, 12, 14)
for name, layer in layers.named_children():
    X = layer(X)
    print(name, layer.__class__.__name__, list(X.shape))
