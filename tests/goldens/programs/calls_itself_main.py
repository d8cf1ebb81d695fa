# The call stands under the usual guard, through a function.
import torch
from torch import nn


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 4)
        self.b = nn.Linear(4, 2)

    def forward(self, x):
        return self.b(torch.relu(self.a(x)))


def test(batch=3):
    model = Tiny()
    x = torch.rand((batch, 8))
    y = model(x)
    assert y.shape == (batch, 2)
    return y.size()


if __name__ == "__main__":
    print(test())
