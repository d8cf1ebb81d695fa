# numpy, as far as programs make data and hyperparameters with it; what is not here is left open.
import math

import torch
from numpy._arrays import (_binary, _common, _dtype, _made, _of_dtype, _pair, _put, _reduced, _tensor, _text, _unary,
                           array, bool_, dtype, float16, float32, float64, fromfile, int8, int16, int32, int64, memmap,
                           ndarray, uint8, uint16, uint32, uint64)

# Given by the host: is_unknown(value); quietly(function, …): its result, as no step of the trace, open where it
# fails.

pi, e, inf, nan, newaxis = math.pi, math.e, math.inf, math.nan, None
double, single, half, float_, int_, intp, long = float64, float32, float16, float64, int64, int64, int64


def _left(function):
    """Of two Python numbers a tensor is made: torch's functions take one at the left."""
    return lambda x, y: function(x if isinstance(x, torch.Tensor) else torch.as_tensor(x, dtype=y.dtype), y)


add, multiply, subtract = _binary(_left(torch.add)), _binary(_left(torch.mul)), _binary(_left(torch.sub))
divide = true_divide = _binary(_left(torch.div), real=True)
floor_divide, mod = _binary(_left(torch.floor_divide)), _binary(_left(torch.remainder))
power = _binary(_left(torch.pow))
maximum = _binary(lambda x, y: torch.maximum(*_both(x, y)))
minimum = _binary(lambda x, y: torch.minimum(*_both(x, y)))
equal, not_equal = _binary(_left(torch.eq)), _binary(_left(torch.ne))
less, less_equal = _binary(_left(torch.lt)), _binary(_left(torch.le))
greater, greater_equal = _binary(_left(torch.gt)), _binary(_left(torch.ge))
logical_and, logical_or = _binary(_left(torch.logical_and)), _binary(_left(torch.logical_or))
arctan2, hypot = _binary(_left(torch.atan2), real=True), _binary(_left(torch.hypot), real=True)


def _both(x, y):
    if not isinstance(x, torch.Tensor):
        x = torch.as_tensor(x, dtype=y.dtype)
    return x, torch.as_tensor(y, dtype=x.dtype)


exp, log, sqrt = _unary(torch.exp, math.exp), _unary(torch.log, math.log), _unary(torch.sqrt, math.sqrt)
log2, log10, log1p = _unary(torch.log2, math.log2), _unary(torch.log10, math.log10), _unary(torch.log1p, math.log1p)
expm1, square = _unary(torch.expm1, math.expm1), _unary(torch.square, lambda x: x * x, real=False)
sin, cos, tan = _unary(torch.sin, math.sin), _unary(torch.cos, math.cos), _unary(torch.tan, math.tan)
arcsin, arccos, arctan = _unary(torch.asin, math.asin), _unary(torch.acos, math.acos), _unary(torch.atan, math.atan)
sinh, cosh, tanh = _unary(torch.sinh, math.sinh), _unary(torch.cosh, math.cosh), _unary(torch.tanh, math.tanh)
floor = _unary(torch.floor, lambda x: float(math.floor(x)))
ceil = _unary(torch.ceil, lambda x: float(math.ceil(x)))
absolute = abs = _unary(torch.abs, lambda x: x if x >= 0 else -x, real=False)
sign, isnan = _unary(torch.sign, real=False), _unary(torch.isnan, math.isnan)
isfinite, isinf = _unary(torch.isfinite, math.isfinite), _unary(torch.isinf, math.isinf)
logical_not, negative = _unary(torch.logical_not, real=False), _unary(torch.neg, real=False)


def __getattr__(name):
    if name == "random":
        import numpy.random as random
        return random
    return quietly(None)


asarray = ascontiguousarray = array


def copy(a):
    return array(a)


def _size(shape):
    return tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)


def _filled(function):
    def make(shape, dtype=None, order="C"):
        to = _dtype(dtype or float64)
        t = to if is_unknown(to) else quietly(function, _size(shape), dtype=to._of)
        return t if is_unknown(t) else _of_dtype(t, to)
    return make


zeros, ones, empty = _filled(torch.zeros), _filled(torch.ones), _filled(torch.zeros)


def full(shape, fill_value, dtype=None):
    to = _dtype(dtype) or array(fill_value).dtype
    return _of_dtype(quietly(torch.full, _size(shape), fill_value, dtype=to._of), to)


def zeros_like(a, dtype=None):
    return zeros(shape(a), dtype or array(a).dtype)


def ones_like(a, dtype=None):
    return ones(shape(a), dtype or array(a).dtype)


def full_like(a, fill_value, dtype=None):
    return full(shape(a), fill_value, dtype or array(a).dtype)


empty_like = zeros_like


def eye(N, M=None, dtype=float64):
    return ndarray(quietly(torch.eye, N, N if M is None else M, dtype=_dtype(dtype)._of))


identity = eye


def arange(start, stop=None, step=1, dtype=None):
    if stop is None:
        start, stop = 0, start
    if is_unknown(start) or is_unknown(stop) or is_unknown(step):
        return quietly(None)
    if step == 0:
        raise ZeroDivisionError("division by zero")
    count = math.ceil((stop - start) / step)
    if count > 2**40:
        raise ValueError("Maximum allowed size exceeded")
    whole = not (isinstance(start, float) or isinstance(stop, float) or isinstance(step, float))
    t = quietly(torch.arange, count if count > 0 else 0, dtype=torch.int64 if whole else torch.float64)
    return array(quietly(lambda: t * step + start), dtype=dtype)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None):
    if num < 0:
        raise ValueError(f"Number of samples, {num}, must be non-negative.")
    steps = num - 1 if endpoint else num
    step = (stop - start) / steps if steps > 0 else nan
    t = quietly(lambda: torch.arange(num, dtype=torch.float64) * (step if steps > 0 else 0.0) + start)
    if endpoint and num > 1:
        quietly(_put, t, -1, stop)
    made = array(t, dtype=dtype)
    return (made, step) if retstep else made


def shape(a):
    return tuple(_tensor(a).shape)


def ndim(a):
    return _tensor(a).dim()


def size(a):
    return _tensor(a).numel()


def reshape(a, newshape, order="C"):
    t, sizes = _tensor(a), _size(newshape)
    if is_unknown(t):
        return t
    count, open_at = 1, [i for i, n in enumerate(sizes) if n == -1]
    for n in sizes:
        count *= 1 if n == -1 else n
    if len(open_at) > 1:
        raise ValueError("can only specify one unknown dimension")
    if count != t.numel() if not open_at else count == 0 or t.numel() % count:
        raise ValueError(f"cannot reshape array of size {t.numel()} into shape {_text(sizes)}")
    return ndarray(quietly(t.reshape, sizes))


def ravel(a):
    return reshape(a, -1)


def transpose(a, axes=None):
    t = _tensor(a)
    if is_unknown(t):
        return t
    order = tuple(axes) if axes is not None else tuple(range(t.dim() - 1, -1, -1))
    if len(order) != t.dim():
        raise ValueError("axes don't match array")
    return _made(quietly(t.permute, order))


def swapaxes(a, axis1, axis2):
    return _made(quietly(torch.transpose, _tensor(a), axis1, axis2))


def moveaxis(a, source, destination):
    return _made(quietly(torch.movedim, _tensor(a), source, destination))


def expand_dims(a, axis):
    return _made(quietly(torch.unsqueeze, _tensor(a), axis))


def squeeze(a, axis=None):
    t = _tensor(a)
    if is_unknown(t):
        return t
    if axis is None:
        return ndarray(quietly(torch.squeeze, t))
    if isinstance(axis, int) and t.shape[axis] != 1:
        raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    return ndarray(quietly(torch.squeeze, t, axis))


def _all(arrays):
    tensors = [_tensor(a) for a in arrays]
    for t in tensors:
        if is_unknown(t):
            return None
    to = tensors[0].dtype
    for t in tensors:
        to = _common(to, t.dtype)
    return [quietly(t.to, to) for t in tensors]


def concatenate(arrays, axis=0):
    tensors = _all(arrays)
    if tensors is not None and axis is None:
        tensors, axis = [quietly(t.reshape, -1) for t in tensors], 0
    return quietly(None) if tensors is None else _made(quietly(torch.cat, tensors, axis))


def _joined(function):
    def join(arrays, *axis, **kwargs):
        tensors = _all(arrays)
        return quietly(None) if tensors is None else _made(quietly(function, tensors, *axis, *kwargs.values()))
    return join


stack, vstack, hstack = _joined(torch.stack), _joined(torch.vstack), _joined(torch.hstack)
dstack, column_stack = _joined(torch.dstack), _joined(torch.column_stack)


def array_split(a, sections, axis=0):
    return [_made(t) for t in quietly(torch.tensor_split, _tensor(a), sections, axis)]


split = array_split


def repeat(a, repeats, axis=None):
    t = _tensor(a)
    return _made(quietly(torch.repeat_interleave, quietly(t.reshape, -1), repeats, 0) if axis is None
                 else quietly(torch.repeat_interleave, t, repeats, axis))


def tile(a, reps):
    return _made(quietly(torch.tile, _tensor(a), _size(reps)))


def flip(a, axis=None):
    t = _tensor(a)
    return _made(quietly(torch.flip, t, tuple(range(t.dim())) if axis is None else _size(axis)))


def roll(a, shift, axis=None):
    return _made(quietly(torch.roll, _tensor(a), shift, axis))


def broadcast_to(a, shape):
    return _made(quietly(torch.broadcast_to, _tensor(a), _size(shape)))


def meshgrid(*arrays, indexing="xy"):
    return [_made(t) for t in quietly(torch.meshgrid, [_tensor(a) for a in arrays], indexing=indexing)]


def where(condition, x=None, y=None):
    if x is None:
        return tuple(_made(t) for t in quietly(torch.nonzero, _tensor(condition), as_tuple=True))
    a, b = _pair(x, y)
    return _made(quietly(torch.where, _tensor(condition), a, b))


def clip(a, a_min=None, a_max=None):
    return _made(quietly(torch.clamp, _tensor(a), a_min, a_max))


def round(a, decimals=0):
    return _made(quietly(torch.round, _tensor(a), decimals=decimals))


around = round


def sum(a, axis=None, keepdims=False, **more):
    return _reduced(a, torch.sum, axis, keepdims)


def mean(a, axis=None, keepdims=False, **more):
    return _reduced(a, torch.mean, axis, keepdims, real=True)


def var(a, axis=None, ddof=0, keepdims=False, **more):
    return _reduced(a, torch.var, axis, keepdims, real=True, correction=ddof)


def std(a, axis=None, ddof=0, keepdims=False, **more):
    return _reduced(a, torch.std, axis, keepdims, real=True, correction=ddof)


def max(a, axis=None, keepdims=False, **more):
    return _reduced(a, torch.amax, axis, keepdims)


def min(a, axis=None, keepdims=False, **more):
    return _reduced(a, torch.amin, axis, keepdims)


amax, amin = max, min


def prod(a, axis=None, keepdims=False, **more):
    if axis is None and isinstance(a, (tuple, list)):
        # Sizes keep where they come from.
        product = 1
        for n in a:
            if not isinstance(n, (int, float)):
                return _reduced(a, torch.prod, axis, keepdims)
            product = product * n
        return product
    return _reduced(a, torch.prod, axis, keepdims)


def any(a, axis=None, keepdims=False, **more):
    return _reduced(a, torch.any, axis, keepdims)


def all(a, axis=None, keepdims=False, **more):
    return _reduced(a, torch.all, axis, keepdims)


def argmax(a, axis=None):
    return _reduced(a, torch.argmax, axis, False)


def argmin(a, axis=None):
    return _reduced(a, torch.argmin, axis, False)


def median(a, axis=None, keepdims=False):
    return _reduced(a, lambda t, dim, keepdim=False: torch.quantile(t, 0.5, dim, keepdim), axis, keepdims, real=True)


def cumsum(a, axis=None):
    t = _tensor(a)
    return _made(quietly(torch.cumsum, quietly(t.reshape, -1), 0) if axis is None else quietly(torch.cumsum, t, axis))


def argsort(a, axis=-1):
    return _made(quietly(torch.argsort, _tensor(a), axis, stable=True))


def sort(a, axis=-1):
    return _made(quietly(lambda: torch.sort(_tensor(a), axis)[0]))


def diff(a, n=1, axis=-1):
    return _made(quietly(torch.diff, _tensor(a), n, axis))


def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None):
    if return_index or axis is not None:
        return quietly(None)
    found = quietly(torch.unique, _tensor(ar), return_inverse=return_inverse, return_counts=return_counts)
    if not return_inverse and not return_counts:
        return _made(found)
    return found if is_unknown(found) else tuple(_made(t) for t in found)


def _band(function):
    return lambda m, k=0: _made(quietly(function, _tensor(m), k))


triu, tril, diag = _band(torch.triu), _band(torch.tril), _band(torch.diag)


def count_nonzero(a, axis=None):
    return sum(not_equal(a, 0), axis)


def nonzero(a):
    return where(a)


def append(arr, values, axis=None):
    return concatenate([arr, array(values)], axis)


def percentile(a, q, axis=None, keepdims=False):
    return quantile(a, divide(array(q), 100) if isinstance(q, (list, tuple, ndarray)) else q / 100, axis, keepdims)


def quantile(a, q, axis=None, keepdims=False):
    if not isinstance(q, (int, float)):
        return quietly(None)
    return _reduced(a, lambda t, dim, keepdim=False: torch.quantile(t, q, dim, keepdim), axis, keepdims, real=True)


def average(a, axis=None, weights=None):
    return mean(a, axis) if weights is None else divide(sum(multiply(a, weights), axis), sum(weights))


def cumprod(a, axis=None):
    t = _tensor(a)
    return _made(quietly(torch.cumprod, quietly(t.reshape, -1), 0) if axis is None else quietly(torch.cumprod, t, axis))


def isin(element, test_elements):
    t, wanted = _pair(element, test_elements)
    return _made(quietly(lambda: (t.unsqueeze(-1) == wanted.reshape(-1)).any(-1)))


def einsum(pattern, *operands):
    tensors = _all(operands)
    return quietly(None) if tensors is None else _made(quietly(torch.einsum, pattern, *tensors))


def pad(a, pad_width, mode="constant", constant_values=0):
    t = _tensor(a)
    if mode != "constant" or is_unknown(t) or is_unknown(pad_width):
        return quietly(None)
    widths = [pad_width] if isinstance(pad_width, int) else list(pad_width)
    pairs = [(w, w) if isinstance(w, int) else tuple(w) for w in widths]
    if len(pairs) == 2 and isinstance(widths[0], int):
        pairs = [tuple(widths)]
    pairs = pairs * t.dim() if len(pairs) == 1 else pairs
    flat = [n for pair in reversed(pairs) for n in pair]
    return _made(quietly(torch.nn.functional.pad, t, flat, "constant", constant_values))


def fliplr(m):
    return flip(m, 1)


def flipud(m):
    return flip(m, 0)


def atleast_2d(a):
    return _made(quietly(torch.atleast_2d, _tensor(a)))


def logspace(start, stop, num=50, endpoint=True, base=10.0):
    return power(base, linspace(start, stop, num, endpoint))


class _Joined:
    """np.r_[a, b] and np.c_[a, b]."""

    def __init__(self, join):
        self._join = join

    def __getitem__(self, parts):
        return self._join(list(parts) if isinstance(parts, tuple) else [parts])


r_, c_ = _Joined(lambda parts: concatenate([array(p, ndmin=1) for p in parts])), _Joined(column_stack)


class finfo:
    """The limits of a dtype of floats, iinfo of whole numbers: those of PyTorch's."""

    def __init__(self, dtype):
        of = _dtype(dtype)
        limits = torch.finfo(of._of) if of.kind == "f" else torch.iinfo(of._of)
        self.max, self.min, self.bits = limits.max, limits.min, 8 * of.itemsize
        if of._wide:
            self.max, self.min = 2**self.bits - 1 if self.bits < 64 else quietly(None), 0
        if of.kind == "f":
            self.eps, self.tiny = limits.eps, limits.tiny


iinfo = finfo


class _Linalg:
    def norm(self, x, ord=None, axis=None, keepdims=False):
        t = _tensor(x)
        if ord is not None:
            return quietly(None)
        t = t if is_unknown(t) or t.dtype.is_floating_point else quietly(t.to, torch.float64)
        return _made(quietly(torch.linalg.norm, t, dim=axis, keepdim=keepdims))

    def __getattr__(self, name):
        return quietly(None)


linalg = _Linalg()


def outer(a, b):
    return _made(quietly(torch.outer, *(quietly(t.reshape, -1) for t in _pair(a, b))))


def dot(a, b):
    if ndim(a) == 0 or ndim(b) == 0:
        return multiply(a, b)
    return matmul(a, b)


def matmul(a, b):
    x, y = _pair(a, b)
    return _made(quietly(torch.matmul, x, y))


def allclose(a, b, rtol=1e-05, atol=1e-08):
    return quietly(torch.allclose, *_pair(a, b, real=True), rtol, atol)


def array_equal(a, b):
    return quietly(torch.equal, *_pair(a, b))
