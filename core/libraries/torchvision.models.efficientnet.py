# EfficientNet B0 to B7 (Tan and Le 2019): one network, scaled in width and depth.
import math
from functools import partial

from torch import nn
from torchvision.models._factory import factory
from torchvision.models.mobilenetv2 import _make_divisible, draw
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation, StochasticDepth

# Widened by, kernel, stride, channels, out, times.
_STAGES = (
    (1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3), (6, 5, 1, 80, 112, 3),
    (6, 5, 2, 112, 192, 4), (6, 3, 1, 192, 320, 1),
)


class MBConv(nn.Module):
    def __init__(self, widened, kernel, stride, i, o, stochastic_depth_prob, norm):
        super().__init__()
        self.use_res_connect = stride == 1 and i == o
        hidden, layers = _make_divisible(i * widened, 8), []
        if hidden != i:
            layers.append(Conv2dNormActivation(i, hidden, 1, norm_layer=norm, activation_layer=nn.SiLU))
        layers += [
            Conv2dNormActivation(
                hidden, hidden, kernel, stride, groups=hidden, norm_layer=norm, activation_layer=nn.SiLU
            ),
            SqueezeExcitation(hidden, max(1, i // 4), activation=partial(nn.SiLU, inplace=True)),
            Conv2dNormActivation(hidden, o, 1, norm_layer=norm, activation_layer=None),
        ]
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.out_channels = o

    def forward(self, x):
        result = self.block(x)
        if self.use_res_connect:
            result = self.stochastic_depth(result)
            result += x
        return result


def _draw_linear(m):
    bound = 1.0 / math.sqrt(m.out_features)
    nn.init.uniform_(m.weight, -bound, bound)


class EfficientNet(nn.Module):
    def __init__(self, width, depth, dropout, stochastic_depth_prob=0.2, num_classes=1000, norm_layer=nn.BatchNorm2d):
        super().__init__()

        def wide(n):
            return _make_divisible(n * width, 8)

        times = [math.ceil(stage[5] * depth) for stage in _STAGES]
        layers, done = [Conv2dNormActivation(3, wide(32), 3, 2, norm_layer=norm_layer, activation_layer=nn.SiLU)], 0
        for (widened, kernel, stride, i, o, _), count in zip(_STAGES, times):
            stage = []
            for k in range(count):
                dropped = stochastic_depth_prob * float(done) / sum(times)
                first = (stride, wide(i)) if k == 0 else (1, wide(o))
                stage.append(MBConv(widened, kernel, *first, wide(o), dropped, norm_layer))
                done += 1
            layers.append(nn.Sequential(*stage))
        last = wide(320)
        layers.append(Conv2dNormActivation(last, 4 * last, 1, norm_layer=norm_layer, activation_layer=nn.SiLU))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(dropout, inplace=True), nn.Linear(4 * last, num_classes))
        draw(self, _draw_linear)

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


_norm = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
efficientnet_b0, efficientnet_b1, efficientnet_b2, efficientnet_b3, efficientnet_b4 = [
    factory(EfficientNet, width, depth, dropout)
    for width, depth, dropout in ((1.0, 1.0, 0.2), (1.0, 1.1, 0.2), (1.1, 1.2, 0.3), (1.2, 1.4, 0.3), (1.4, 1.8, 0.4))
]
efficientnet_b5, efficientnet_b6, efficientnet_b7 = [
    factory(EfficientNet, width, depth, dropout, norm_layer=_norm)
    for width, depth, dropout in ((1.6, 2.2, 0.4), (1.8, 2.6, 0.5), (2.0, 3.1, 0.5))
]
