# MobileNetV2 (Sandler et al. 2018) and V3 (Howard et al. 2019): inverted residuals around depthwise convolutions.
from functools import partial

from torch import nn
from torchvision.models._factory import factory
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation


def _make_divisible(v, divisor, min_value=None):
    rounded = max(min_value or divisor, int(v + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * v else rounded


def _draw(network, linear_std=0.01):
    for m in network.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out")
            if m.bias is not None:
                nn.init.zeros_(m.bias)
        elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
        elif isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, 0, linear_std)
            nn.init.zeros_(m.bias)


class InvertedResidual(nn.Module):
    """V2's: widened by a 1×1, filtered by depth, narrowed by a 1×1."""

    def __init__(self, inp, oup, stride, expand_ratio, norm_layer=None):
        super().__init__()
        norm, hidden = norm_layer or nn.BatchNorm2d, int(round(inp * expand_ratio))
        self.stride = stride
        self.use_res_connect = stride == 1 and inp == oup
        layers = []
        if expand_ratio != 1:
            layers.append(Conv2dNormActivation(inp, hidden, 1, norm_layer=norm, activation_layer=nn.ReLU6))
        layers += [
            Conv2dNormActivation(hidden, hidden, 3, stride, groups=hidden, norm_layer=norm, activation_layer=nn.ReLU6),
            nn.Conv2d(hidden, oup, 1, bias=False), norm(oup),
        ]
        self.conv = nn.Sequential(*layers)
        self.out_channels = oup
        self._is_cn = stride > 1

    def forward(self, x):
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self, num_classes=1000, width_mult=1.0, inverted_residual_setting=None, round_nearest=8, block=None,
                 norm_layer=None, dropout=0.2):
        super().__init__()
        block, norm = block or InvertedResidual, norm_layer or nn.BatchNorm2d
        setting = inverted_residual_setting or [
            [1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1],
        ]
        channels = _make_divisible(32 * width_mult, round_nearest)
        self.last_channel = _make_divisible(1280 * max(1.0, width_mult), round_nearest)
        layers = [Conv2dNormActivation(3, channels, 3, 2, norm_layer=norm, activation_layer=nn.ReLU6)]
        for expand, width, times, stride in setting:
            width = _make_divisible(width * width_mult, round_nearest)
            for i in range(times):
                layers.append(block(channels, width, stride if i == 0 else 1, expand_ratio=expand, norm_layer=norm))
                channels = width
        layers.append(
            Conv2dNormActivation(channels, self.last_channel, 1, norm_layer=norm, activation_layer=nn.ReLU6)
        )
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(self.last_channel, num_classes))
        _draw(self)

    def forward(self, x):
        x = nn.functional.adaptive_avg_pool2d(self.features(x), (1, 1))
        return self.classifier(x.flatten(1))


class _Residual3(nn.Module):
    """V3's, with squeeze and excitation and two kinds of activation."""

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


_Residual3.__name__ = "InvertedResidual"
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
            layers.append(_Residual3(wide(i), kernel, wide(hidden), wide(o), squeezed, hard, stride, norm))
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
        _draw(self)

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


mobilenet_v2 = factory(MobileNetV2)
mobilenet_v3_large, mobilenet_v3_small = factory(MobileNetV3, _LARGE), factory(MobileNetV3, _SMALL)
