# Derivatives of functions, whose numbers are not computed here: torch/autograd/functional.py.
import torch


def _of(func, inputs, times):
    several = isinstance(inputs, tuple)
    made = torch.func._derivative(func, tuple(range(len(inputs))) if several else 0, times)
    return made(*inputs) if several else made(inputs)


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    return _of(func, inputs, 1)


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    return _of(func, inputs, 2)
