# Things around the network that say nothing about shapes.
# model: Net()
# input: 2,3,20,20
import os
import sys
import time
from typing import List, Optional, Tuple
from dataclasses import dataclass

import torch
import torch.nn as nn
from torch import Tensor


@dataclass
class Config:
    width: int = 6
    kernel: int = 3
    classes: int = 4


class Net(nn.Module):
    """A docstring, annotations, a decorator and a property."""

    def __init__(self, config: Optional[Config] = None) -> None:
        super().__init__()
        config = config or Config()
        self.config = config
        self.conv = nn.Conv2d(3, config.width, config.kernel)
        self.fc = nn.Linear(self.flat, config.classes)

    @property
    def flat(self) -> int:
        side = 20 - self.config.kernel + 1
        return self.config.width * side ** 2

    @staticmethod
    def act(x: Tensor) -> Tensor:
        return torch.relu(x)

    @torch.no_grad()
    def forward(self, x: Tensor) -> Tensor:
        started = time.time()
        x = self.act(self.conv(x))
        try:
            x = x.view(-1, self.flat)
        except RuntimeError as e:
            raise e
        finally:
            self.took = time.time() - started
        return self.fc(x)
