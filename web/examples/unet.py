import torch
import torch.nn as nn


def double(channels_in, channels):
    return nn.Sequential(
        nn.Conv2d(channels_in, channels, 3, padding=1),
        nn.BatchNorm2d(channels),
        nn.ReLU(inplace=True),
        nn.Conv2d(channels, channels, 3, padding=1),
        nn.BatchNorm2d(channels),
        nn.ReLU(inplace=True),
    )


class UNet(nn.Module):
    """Down three times, up three times; each way up gets what was there on the way down."""

    def __init__(self, channels=1, classes=2, width=32):
        super().__init__()
        self.down1 = double(channels, width)
        self.down2 = double(width, width * 2)
        self.down3 = double(width * 2, width * 4)
        self.bottom = double(width * 4, width * 8)
        self.pool = nn.MaxPool2d(2)
        self.up3 = nn.ConvTranspose2d(width * 8, width * 4, kernel_size=2, stride=2)
        self.join3 = double(width * 8, width * 4)
        self.up2 = nn.ConvTranspose2d(width * 4, width * 2, kernel_size=2, stride=2)
        self.join2 = double(width * 4, width * 2)
        self.up1 = nn.ConvTranspose2d(width * 2, width, kernel_size=2, stride=2)
        self.join1 = double(width * 2, width)
        self.head = nn.Conv2d(width, classes, kernel_size=1)

    def forward(self, x):
        d1 = self.down1(x)
        d2 = self.down2(self.pool(d1))
        d3 = self.down3(self.pool(d2))
        x = self.bottom(self.pool(d3))
        x = self.join3(torch.cat([self.up3(x), d3], dim=1))
        x = self.join2(torch.cat([self.up2(x), d2], dim=1))
        x = self.join1(torch.cat([self.up1(x), d1], dim=1))
        return self.head(x)


model = UNet()
mask = model(torch.zeros(1, 1, 128, 128))
print(mask.shape)
