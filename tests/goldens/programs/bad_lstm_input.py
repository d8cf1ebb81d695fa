# Four axes handed to an LSTM.
# model: Net()
# input: 2,1,8,16
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.rnn = nn.LSTM(16, 10, batch_first=True)

    def forward(self, x):
        x = self.conv(x)
        out, _ = self.rnn(x)
        return out
