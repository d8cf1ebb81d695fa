# Both spellings of super(), a helper method, view with the batch from size(0).
# model: Digits()
# input: 3,1,28,28
import torch
import torch.nn as nn
import torch.nn.functional as F


class Features(nn.Module):
    def __init__(self, channels):
        super(Features, self).__init__()
        self.first = nn.Conv2d(1, channels, 5)
        self.second = nn.Conv2d(channels, 2 * channels, 5)

    def shrink(self, t):
        return F.max_pool2d(torch.relu(t), 2)

    def forward(self, t):
        t = self.shrink(self.first(t))
        return self.shrink(self.second(t))


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = Features(6)
        self.hidden = nn.Linear(12 * 4 * 4, 40)
        self.answer = nn.Linear(40, 10)

    def forward(self, image):
        n = image.size(0)
        h = self.features(image).view(n, -1)
        h = self.hidden(h).relu()
        return F.log_softmax(self.answer(h), dim=1)
