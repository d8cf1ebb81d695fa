# The program's own class is made without what it asks for.
# model: Net(4)
# input: 1,4
import torch.nn as nn


class Head(nn.Module):
    def __init__(self, features, classes):
        super().__init__()
        self.fc = nn.Linear(features, classes)


class Net(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.head = Head(features)

    def forward(self, x):
        return self.head(x)
