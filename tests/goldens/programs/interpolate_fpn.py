# Maps of two sizes brought together.
# model: Pyramid()
# input: 1,3,37,53
import torch.nn as nn
import torch.nn.functional as F


class Pyramid(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.c2 = nn.Conv2d(8, 16, 3, stride=2, padding=1)
        self.l1, self.l2 = nn.Conv2d(8, 4, 1), nn.Conv2d(16, 4, 1)

    def forward(self, x):
        a = self.c1(x)
        b = self.c2(a)
        top = self.l2(b)
        merged = self.l1(a) + F.interpolate(top, size=a.shape[-2:], mode="nearest")
        half = F.interpolate(merged, scale_factor=0.5, mode="bilinear", align_corners=False)
        return {"merged": merged, "half": half}
