# Raw sound: long strides, dilation, a pool over all time.
# model: Sound(classes=6)
# input: 2,1,4000
import torch
from torch import nn
import torch.nn.functional as F


class Sound(nn.Module):
    def __init__(self, channels=8, classes=10):
        super().__init__()
        self.conv1 = nn.Conv1d(1, channels, kernel_size=80, stride=16)
        self.bn1 = nn.BatchNorm1d(channels)
        self.pool = nn.MaxPool1d(4)
        self.conv2 = nn.Conv1d(channels, 2 * channels, 3, dilation=4, padding=4, groups=2)
        self.bn2 = nn.BatchNorm1d(2 * channels)
        self.fc = nn.Linear(2 * channels, classes)

    def forward(self, wave):
        x = self.pool(F.relu(self.bn1(self.conv1(wave))))
        x = self.pool(F.relu(self.bn2(self.conv2(x))))
        x = F.avg_pool1d(x, x.shape[-1])
        x = x.permute(0, 2, 1)
        return F.log_softmax(self.fc(x), dim=2)
