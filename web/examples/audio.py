import torch
import torch.nn as nn


class Keyword(nn.Module):
    """Raw sound to one of 35 words: the first window is 80 samples wide."""

    def __init__(self, words=35, width=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv1d(1, width, kernel_size=80, stride=16),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.MaxPool1d(4),
            nn.Conv1d(width, width, kernel_size=3),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.MaxPool1d(4),
            nn.Conv1d(width, 2 * width, kernel_size=3),
            nn.BatchNorm1d(2 * width),
            nn.ReLU(),
            nn.MaxPool1d(4),
        )
        self.out = nn.Linear(2 * width, words)

    def forward(self, sound):
        x = self.net(sound)
        x = x.mean(dim=-1)
        return self.out(x)


model = Keyword()
second = torch.zeros(1, 1, 8000)
print(model(second).shape)
