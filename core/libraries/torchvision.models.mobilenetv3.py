# MobileNetV3 (Howard et al. 2019): V2's blocks with squeeze and excitation, and two kinds of activation.
from functools import partial

from torch import nn
from torchvision.models._factory import factory
from torchvision.models.mobilenetv2 import _make_divisible, draw
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation


class InvertedResidual(nn.Module):
    def __init__(self, i, kernel, hidden, o, squeezed, hard, stride, norm):
        super().__init__()
        self.use_res_connect = stride == 1 and i == o
        activation, layers = nn.Hardswish if hard else nn.ReLU, []
        if hidden != i:
            layers.append(Conv2dNormActivation(i, hidden, 1, norm_layer=norm, activation_layer=activation))
        layers.append(
            Conv2dNormActivation(
                hidden, hidden, kernel, stride, groups=hidden, norm_layer=norm, activation_layer=activation
            )
        )
        if squeezed:
            layers.append(
                SqueezeExcitation(hidden, _make_divisible(hidden // 4, 8), scale_activation=nn.Hardsigmoid)
            )
        layers.append(Conv2dNormActivation(hidden, o, 1, norm_layer=norm, activation_layer=None))
        self.block = nn.Sequential(*layers)
        self.out_channels = o
        self._is_cn = stride > 1

    def forward(self, x):
        result = self.block(x)
        if self.use_res_connect:
            result += x
        return result


# Channels, kernel, widened, out, squeezed, hard, stride; then the width of the last Linear but one.
_LARGE = (
    (16, 3, 16, 16, False, False, 1), (16, 3, 64, 24, False, False, 2), (24, 3, 72, 24, False, False, 1),
    (24, 5, 72, 40, True, False, 2), (40, 5, 120, 40, True, False, 1), (40, 5, 120, 40, True, False, 1),
    (40, 3, 240, 80, False, True, 2), (80, 3, 200, 80, False, True, 1), (80, 3, 184, 80, False, True, 1),
    (80, 3, 184, 80, False, True, 1), (80, 3, 480, 112, True, True, 1), (112, 3, 672, 112, True, True, 1),
    (112, 5, 672, 160, True, True, 2), (160, 5, 960, 160, True, True, 1), (160, 5, 960, 160, True, True, 1),
), 1280
_SMALL = (
    (16, 3, 16, 16, True, False, 2), (16, 3, 72, 24, False, False, 2), (24, 3, 88, 24, False, False, 1),
    (24, 5, 96, 40, True, True, 2), (40, 5, 240, 40, True, True, 1), (40, 5, 240, 40, True, True, 1),
    (40, 5, 120, 48, True, True, 1), (48, 5, 144, 48, True, True, 1), (48, 5, 288, 96, True, True, 2),
    (96, 5, 576, 96, True, True, 1), (96, 5, 576, 96, True, True, 1),
), 1024


class MobileNetV3(nn.Module):
    def __init__(self, setting, num_classes=1000, norm_layer=None, dropout=0.2, width_mult=1.0):
        super().__init__()
        blocks, last = setting
        norm = norm_layer or partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)

        def wide(n):
            return _make_divisible(n * width_mult, 8)

        layers = [Conv2dNormActivation(3, wide(blocks[0][0]), 3, 2, norm_layer=norm, activation_layer=nn.Hardswish)]
        for i, kernel, hidden, o, squeezed, hard, stride in blocks:
            layers.append(InvertedResidual(wide(i), kernel, wide(hidden), wide(o), squeezed, hard, stride, norm))
        channels = wide(blocks[-1][3])
        layers.append(
            Conv2dNormActivation(channels, 6 * channels, 1, norm_layer=norm, activation_layer=nn.Hardswish)
        )
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Linear(6 * channels, wide(last)), nn.Hardswish(inplace=True), nn.Dropout(dropout, inplace=True),
            nn.Linear(wide(last), num_classes),
        )
        draw(self)

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


mobilenet_v3_large, mobilenet_v3_small = factory(MobileNetV3, _LARGE), factory(MobileNetV3, _SMALL)
