# Fourier transforms: shapes and dtypes. Complex numbers are not computed here.
import torch

# Given by the host: is_unknown(value).


def _axis(input, dim):
    n = max(input.dim(), 1)
    if dim < -n or dim >= n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {dim})")
    return dim % n


def _transformed(called, input, s, dims, norm, real=False, back=False):
    """Over the axes `dims`; a real input keeps a little more than half of the last, which the way back makes whole."""
    if is_unknown(input):
        return input
    if norm not in (None, "forward", "backward", "ortho"):
        raise RuntimeError(f'Invalid normalization mode: "{norm}"')
    if real and not back and input.dtype == torch.complex64:
        raise RuntimeError(f"{called} expects a real input tensor, but got ComplexFloat")
    if dims is None:
        dims = list(range(input.dim()) if s is None else range(input.dim() - len(s), input.dim()))
    dims = [_axis(input, d) for d in dims]
    shape = list(input.shape)
    for i, d in enumerate(dims):
        last = real and i == len(dims) - 1
        size = shape[d] if s is None or s[i] is None or s[i] == -1 else s[i]
        if last and back and (s is None or s[i] is None):
            size = 2 * (shape[d] - 1)
        if size < 1:
            raise RuntimeError(f"Invalid number of data points ({size}) specified")
        shape[d] = size // 2 + 1 if last and not back else size
    if real and back:
        return torch._open(shape, torch.float32, "FftC2RBackward0", input)
    if input.dtype == torch.complex64 or (len(dims) > 1 and not real):
        name = "FftC2CBackward0"
    else:  # the way back of real numbers is the way there, conjugated
        name = "ConjBackward0" if called.startswith("i") else "FftR2CBackward0"
    return torch._open(shape, torch.complex64, name, input)


def _one(called, real, back):
    def transform(input, n=None, dim=-1, norm=None, *, out=None):
        return _transformed(called, input, None if n is None else [n], [dim], norm, real, back)
    return transform


def _two(called, real, back):
    def transform(input, s=None, dim=(-2, -1), norm=None, *, out=None):
        return _transformed(called, input, s, dim, norm, real, back)
    return transform


def _all(called, real, back):
    def transform(input, s=None, dim=None, norm=None, *, out=None):
        return _transformed(called, input, s, dim, norm, real, back)
    return transform


fft, ifft = _one("fft", False, False), _one("ifft", False, True)
rfft, irfft = _one("rfft", True, False), _one("irfft", True, True)
hfft, ihfft = _one("hfft", True, True), _one("ihfft", True, False)
fft2, ifft2 = _two("fft2", False, False), _two("ifft2", False, True)
rfft2, irfft2 = _two("rfft2", True, False), _two("irfft2", True, True)
fftn, ifftn = _all("fftn", False, False), _all("ifftn", False, True)
rfftn, irfftn = _all("rfftn", True, False), _all("irfftn", True, True)


def fftfreq(n, d=1.0, *, out=None, dtype=None, device=None, requires_grad=False):
    places = list(range((n + 1) // 2)) + list(range(-(n // 2), 0))
    return torch.tensor([float(i) for i in places], dtype=dtype) * (1.0 / (n * d))


def rfftfreq(n, d=1.0, *, out=None, dtype=None, device=None, requires_grad=False):
    return torch.arange(n // 2 + 1, dtype=dtype or torch.float32) * (1.0 / (n * d))


def _rolled(input, dim, by):
    dims = list(range(input.dim())) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    return torch.roll(input, [by(input.size(d)) for d in dims], dims)


def fftshift(input, dim=None):
    return _rolled(input, dim, lambda n: n // 2)


def ifftshift(input, dim=None):
    return _rolled(input, dim, lambda n: (n + 1) // 2)
