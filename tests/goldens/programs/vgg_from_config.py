# A network written as a list of numbers and letters.
# model: VggLike("A")
# input: 1,3,64,64
import torch
import torch.nn as nn

CONFIG = {"A": [8, "M", 16, "M", 32, 32, "M", 64, 64, "M"], "B": [8, 8, "M"]}


def make_layers(config, batch_norm=False):
    layers, channels = [], 3
    for item in config:
        if item == "M":
            layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
            continue
        conv = nn.Conv2d(channels, item, kernel_size=3, padding=1)
        layers.extend([conv, nn.BatchNorm2d(item), nn.ReLU(inplace=True)] if batch_norm else [conv, nn.ReLU(inplace=True)])
        channels = item
    return nn.Sequential(*layers)


class VggLike(nn.Module):
    def __init__(self, name, classes=20):
        super().__init__()
        self.features = make_layers(CONFIG[name], batch_norm=True)
        self.pool = nn.AdaptiveAvgPool2d((2, 2))
        self.classifier = nn.Sequential(nn.Linear(64 * 2 * 2, 100), nn.ReLU(True), nn.Dropout(), nn.Linear(100, classes))

    def forward(self, x):
        x = self.pool(self.features(x))
        return self.classifier(torch.flatten(x, 1))
