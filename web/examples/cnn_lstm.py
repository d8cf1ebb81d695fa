import torch
import torch.nn as nn


class CnnLstm(nn.Module):
    """A convolution looks at each picture of a clip, an LSTM remembers."""

    def __init__(self, classes=5):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=3, stride=2),
            nn.ReLU(),
            nn.Conv2d(16, 32, kernel_size=3, stride=2),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(4),
        )
        self.lstm = nn.LSTM(input_size=32 * 4 * 4, hidden_size=128, batch_first=True)
        self.head = nn.Linear(128, classes)

    def forward(self, clip):
        batch, time, c, h, w = clip.shape
        x = self.cnn(clip.view(batch * time, c, h, w))
        x = x.view(batch, time, -1)
        out, (hidden, cell) = self.lstm(x)
        return self.head(out[:, -1])


model = CnnLstm()
scores = model(torch.zeros(2, 8, 1, 64, 64))
print(scores.shape)
