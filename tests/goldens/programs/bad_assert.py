# An assertion with a message.
# model: Net()
# input: 2,7
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(7, 5)

    def forward(self, x):
        x = self.fc(x)
        assert x.shape[1] == 6, "six expected, %d came" % x.shape[1]
        return x
