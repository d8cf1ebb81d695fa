# Methods of tensors that are functions of torch here.
import torch
from torch._more import (angle, cholesky, cholesky_inverse, conj, det, inverse, logdet, matrix_power, pinverse, qr,
                         slogdet, svd)


def exponential_(self, lambd=1, *, generator=None):
    return self.copy_(torch.distributions._draws.exponential(self, self.shape) / lambd)
