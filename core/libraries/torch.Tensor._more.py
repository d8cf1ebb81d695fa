# Methods of tensors that are functions of torch here.
import torch


def inverse(self):
    return torch.linalg.inv(self)


def det(self):
    return torch.linalg.det(self)


def logdet(self):
    return torch.logdet(self)


def slogdet(self):
    return torch.linalg.slogdet(self)


def pinverse(self, rcond=1e-15):
    return torch.linalg.pinv(self)


def matrix_power(self, n):
    return torch.linalg.matrix_power(self, n)


def cholesky(self, upper=False):
    return torch.linalg.cholesky(self, upper=upper)


def cholesky_inverse(self, upper=False):
    return torch.cholesky_inverse(self, upper)


def qr(self, some=True):
    return torch.qr(self, some)


def svd(self, some=True, compute_uv=True):
    return torch.svd(self, some)


def exponential_(self, lambd=1, *, generator=None):
    return self.copy_(torch.distributions._draws.exponential(self, self.shape) / lambd)


def conj(self):
    return self


def angle(self):
    return torch.angle(self)
