# Default arguments, **options handed on, a dict of settings and a conditional expression.
# model: Block(4, 8, norm=True, kernel_size=3, padding=1)
# input: 2,4,9,9
from torch import nn

SETTINGS = {"kernel_size": 1, "bias": False}


class Block(nn.Module):
    def __init__(self, cin, cout=None, *, norm=False, act="relu", **options):
        super().__init__()
        cout = cout or cin
        self.conv = nn.Conv2d(cin, cout, **{**SETTINGS, **options})
        self.norm = nn.GroupNorm(2, cout) if norm else nn.Identity()
        self.act = {"relu": nn.ReLU, "tanh": nn.Tanh}[act]()
        self.skip = None if cin == cout else nn.Conv2d(cin, cout, 1)

    def forward(self, x):
        y = self.act(self.norm(self.conv(x)))
        return y + (x if self.skip is None else self.skip(x))
