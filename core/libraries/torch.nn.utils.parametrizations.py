# The parametrizations that PyTorch has: torch/nn/utils/parametrizations.py.
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import drawn_direction, matrix_of, norm_except_dim, positive, rows_of, weight_of_norm

# Given by the host: unseen(function, …): its result, as no step of the trace; with_numbers(), whether the run computes
# numbers; is_unknown(value).


class Own(nn.Module):
    """Those of this file."""


class _WeightNorm(Own):
    def __init__(self, dim=0):
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g, weight_v):
        return weight_of_norm(weight_v, weight_g, self.dim)

    def right_inverse(self, weight):
        return norm_except_dim(weight, 2, self.dim), weight


class _SpectralNorm(Own):
    def __init__(self, weight, n_power_iterations=1, dim=0, eps=1e-12):
        super().__init__()
        ndim = weight.ndim
        if dim >= ndim or dim < -ndim:
            raise IndexError(f"Dimension out of range (expected to be in range of [-{ndim}, {ndim - 1}] but got {dim})")
        self.n_power_iterations = positive(n_power_iterations)
        self.dim, self.eps = dim if dim >= 0 else dim + ndim, eps
        if ndim > 1:
            matrix = matrix_of(weight.data, self.dim)
            height, width = matrix.shape
            self.register_buffer("_u", drawn_direction(weight, height, eps))
            self.register_buffer("_v", drawn_direction(weight, width, eps))
            self._power_method(matrix, 15)

    def _power_method(self, matrix, rounds):
        if with_numbers():
            with torch.no_grad():
                for _ in range(rounds):
                    self._u.copy_(F.normalize(torch.mv(matrix, self._v), dim=0, eps=self.eps))
                    self._v.copy_(F.normalize(torch.mv(matrix.t(), self._u), dim=0, eps=self.eps))

    def forward(self, weight):
        if weight.ndim == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = matrix_of(weight, self.dim)
        if self.training:
            self._power_method(matrix, self.n_power_iterations)
        return weight / torch.dot(self._u.clone(), torch.mv(matrix, self._v.clone()))

    def right_inverse(self, value):
        return value


class _Orthogonal(Own):
    """The numbers of the orthogonal matrix are not computed here."""

    def __init__(self, weight, use_trivialization=True):
        super().__init__()
        self.shape = weight.shape
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X):
        return torch._open(X.shape, X.dtype)

    def right_inverse(self, Q):
        if Q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {Q.shape}."
            )
        *batch, n, k = Q.shape
        if "base" in self._buffers:
            size = max(n, k)
            if n != k:
                torch.randn(*batch, size, size - min(n, k))
            self.base = torch._open((*batch, size, size), Q.dtype)
        return torch.zeros_like(Q) - torch.eye(n, k, dtype=Q.dtype)


def _weight(module, name):
    weight = getattr(module, name, None)
    if not isinstance(weight, torch.Tensor) and not is_unknown(weight):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return weight


def _register(*args, **kwargs):
    from torch.nn.utils.parametrize import register_parametrization
    return register_parametrization(*args, **kwargs)


def weight_norm(module, name="weight", dim=0):
    if is_unknown(module):
        return module

    def of_old(module, state_dict, prefix, *rest):
        keys = f"{prefix}{name}_g", f"{prefix}{name}_v"
        if all(key in state_dict for key in keys):
            for i, key in enumerate(keys):
                state_dict[f"{prefix}parametrizations.{name}.original{i}"] = state_dict.pop(key)

    _register(module, name, _WeightNorm(dim), unsafe=True)
    module.register_load_state_dict_pre_hook(of_old)
    return module


def spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
    if is_unknown(module):
        return module
    weight = _weight(module, name)
    if is_unknown(weight):
        return module
    made = unseen(_SpectralNorm, weight, n_power_iterations, rows_of(module) if dim is None else dim, eps)
    return _register(module, name, made)


def orthogonal(module, name="weight", orthogonal_map=None, *, use_trivialization=True):
    if is_unknown(module):
        return module
    weight = _weight(module, name)
    if is_unknown(weight):
        return module
    if weight.ndim < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions.")
    if orthogonal_map not in (None, "matrix_exp", "cayley", "householder"):
        raise ValueError(
            f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}'
        )
    return _register(module, name, _Orthogonal(weight, use_trivialization), unsafe=True)
