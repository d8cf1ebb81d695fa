# forward stands one level too deep, so the module has none.
# model: Net()
# input: 2,6
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 4)

        def forward(self, x):
            return self.fc(x)
