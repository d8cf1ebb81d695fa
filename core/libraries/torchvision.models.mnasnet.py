# MNASNet (Tan et al. 2018).
from torch import nn
from torchvision.models._factory import factory

_MOMENTUM = 1 - 0.9997


class _InvertedResidual(nn.Module):
    def __init__(self, in_ch, out_ch, kernel_size, stride, expansion_factor):
        super().__init__()
        wide = in_ch * expansion_factor
        self.apply_residual = in_ch == out_ch and stride == 1
        self.layers = nn.Sequential(
            nn.Conv2d(in_ch, wide, 1, bias=False), nn.BatchNorm2d(wide, momentum=_MOMENTUM), nn.ReLU(inplace=True),
            nn.Conv2d(wide, wide, kernel_size, stride, kernel_size // 2, groups=wide, bias=False),
            nn.BatchNorm2d(wide, momentum=_MOMENTUM), nn.ReLU(inplace=True),
            nn.Conv2d(wide, out_ch, 1, bias=False), nn.BatchNorm2d(out_ch, momentum=_MOMENTUM),
        )

    def forward(self, x):
        return self.layers(x) + x if self.apply_residual else self.layers(x)


def _stack(in_ch, out_ch, kernel_size, stride, expansion, repeats):
    first = _InvertedResidual(in_ch, out_ch, kernel_size, stride, expansion)
    rest = [_InvertedResidual(out_ch, out_ch, kernel_size, 1, expansion) for _ in range(1, repeats)]
    return nn.Sequential(first, *rest)


def _to_eighths(value):
    rounded = max(8, int(value + 4) // 8 * 8)
    return rounded if rounded >= 0.9 * value else rounded + 8


class MNASNet(nn.Module):
    def __init__(self, alpha, num_classes=1000, dropout=0.2):
        super().__init__()
        if alpha <= 0.0:
            raise ValueError(f"alpha should be greater than 0.0 instead of {alpha}")
        self.alpha, self.num_classes = alpha, num_classes
        w = [_to_eighths(width * alpha) for width in (32, 16, 24, 40, 80, 96, 192, 320)]
        self.layers = nn.Sequential(
            nn.Conv2d(3, w[0], 3, 2, 1, bias=False), nn.BatchNorm2d(w[0], momentum=_MOMENTUM), nn.ReLU(inplace=True),
            nn.Conv2d(w[0], w[0], 3, 1, 1, groups=w[0], bias=False), nn.BatchNorm2d(w[0], momentum=_MOMENTUM),
            nn.ReLU(inplace=True), nn.Conv2d(w[0], w[1], 1, bias=False), nn.BatchNorm2d(w[1], momentum=_MOMENTUM),
            _stack(w[1], w[2], 3, 2, 3, 3), _stack(w[2], w[3], 5, 2, 3, 3), _stack(w[3], w[4], 5, 2, 6, 3),
            _stack(w[4], w[5], 3, 1, 6, 2), _stack(w[5], w[6], 5, 2, 6, 4), _stack(w[6], w[7], 3, 1, 6, 1),
            nn.Conv2d(w[7], 1280, 1, bias=False), nn.BatchNorm2d(1280, momentum=_MOMENTUM), nn.ReLU(inplace=True),
        )
        self.classifier = nn.Sequential(nn.Dropout(dropout, inplace=True), nn.Linear(1280, num_classes))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.ones_(m.weight)
                nn.init.zeros_(m.bias)
            elif isinstance(m, nn.Linear):
                nn.init.kaiming_uniform_(m.weight, mode="fan_out", nonlinearity="sigmoid")
                nn.init.zeros_(m.bias)

    def forward(self, x):
        return self.classifier(self.layers(x).mean([2, 3]))


mnasnet0_5, mnasnet0_75, mnasnet1_0, mnasnet1_3 = [factory(MNASNet, alpha) for alpha in (0.5, 0.75, 1.0, 1.3)]
