# Padding layers before unpadded convolutions.
# model: model
# input: 2,2,9,12
import torch.nn as nn

model = nn.Sequential(
    nn.ReflectionPad2d(2),
    nn.Conv2d(2, 3, 5),
    nn.ReplicationPad2d((1, 0, 2, 1)),
    nn.ZeroPad2d(1),
    nn.ConstantPad2d((0, -1, 0, -2), 3.5),
    nn.Conv2d(3, 1, 4, padding="same", padding_mode="circular"),
)
