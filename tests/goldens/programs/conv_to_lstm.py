# Columns of a text line read by an LSTM.
# model: Reader(11)
# input: 2,1,32,80
import torch.nn as nn


class Reader(nn.Module):
    def __init__(self, letters, hidden=24):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d((2, 1)),
        )
        self.rnn = nn.LSTM(16 * 8, hidden, num_layers=2, bidirectional=True, batch_first=True)
        self.out = nn.Linear(2 * hidden, letters)

    def forward(self, x):
        maps = self.cnn(x)
        b, c, h, w = maps.size()
        columns = maps.permute(0, 3, 1, 2).contiguous().view(b, w, c * h)
        seq, _ = self.rnn(columns)
        return self.out(seq).permute(1, 0, 2)
