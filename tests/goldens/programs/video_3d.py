# Clips: depth, height and width, pools that leave time alone.
# model: clip_net
# input: 1,3,8,40,32
from torch import nn

clip_net = nn.Sequential(
    nn.Conv3d(3, 6, (3, 5, 5), stride=(1, 2, 2), padding=(1, 2, 2)),
    nn.BatchNorm3d(6),
    nn.ReLU(),
    nn.MaxPool3d((1, 2, 2)),
    nn.Conv3d(6, 12, 3),
    nn.ReLU(),
    nn.AdaptiveAvgPool3d((2, None, 1)),
    nn.Flatten(2),
    nn.Linear(16, 5),
)
