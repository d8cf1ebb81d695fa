# A small U-Net that pads the upsampled side where halving lost a pixel.
# model: UNet(1, 3, base=4)
# input: 1,1,45,50
import torch
import torch.nn as nn
import torch.nn.functional as F


class Twice(nn.Module):
    def __init__(self, cin, cout, mid=None):
        super().__init__()
        mid = mid or cout
        self.net = nn.Sequential(
            nn.Conv2d(cin, mid, 3, padding=1), nn.BatchNorm2d(mid), nn.ReLU(inplace=True),
            nn.Conv2d(mid, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.net(x)


class Up(nn.Module):
    def __init__(self, cin, cout, bilinear):
        super().__init__()
        if bilinear:
            self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
            self.conv = Twice(cin, cout, cin // 2)
        else:
            self.up = nn.ConvTranspose2d(cin, cin // 2, kernel_size=2, stride=2)
            self.conv = Twice(cin, cout)

    def forward(self, low, high):
        low = self.up(low)
        dy = high.size()[2] - low.size()[2]
        dx = high.size()[3] - low.size()[3]
        low = F.pad(low, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        return self.conv(torch.cat([high, low], dim=1))


class UNet(nn.Module):
    def __init__(self, channels, classes, base=8, bilinear=False):
        super().__init__()
        factor = 2 if bilinear else 1
        self.inc = Twice(channels, base)
        self.down1 = nn.Sequential(nn.MaxPool2d(2), Twice(base, base * 2))
        self.down2 = nn.Sequential(nn.MaxPool2d(2), Twice(base * 2, base * 4 // factor))
        self.up1 = Up(base * 4, base * 2 // factor, bilinear)
        self.up2 = Up(base * 2, base, bilinear)
        self.outc = nn.Conv2d(base, classes, kernel_size=1)

    def forward(self, x):
        a = self.inc(x)
        b = self.down1(a)
        c = self.down2(b)
        return self.outc(self.up2(self.up1(c, b), a))
