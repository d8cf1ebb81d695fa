# Transposed convolutions with output_padding, with output_size, dilated, on odd sizes.
# model: Back()
# input: 1,4,13,10
import torch.nn as nn


class Back(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(4, 6, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(6, 4, 3, stride=2, padding=1)
        self.wide = nn.ConvTranspose2d(4, 2, (3, 2), stride=(1, 3), dilation=(2, 1), output_padding=(0, 1))

    def forward(self, x):
        y = self.up(self.down(x), output_size=x.size())
        return self.wide(y)
