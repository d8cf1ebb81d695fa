# numpy's dtypes and its arrays, each over a tensor, and what functions of arrays are made of.
import math

import numpy
import torch
from numpy._printing import printed

# Given by the host: is_unknown(value); quietly(function, …): its result, as no step of the trace, open where it
# fails; call_it(class, name), in messages; drawn(None, "open", size, 0, 0): a tensor of numbers that are not known.


class dtype:
    def __new__(cls, name, of=None, bits=0):
        return _dtype(name) if of is None else object.__new__(cls)

    def __init__(self, name, of=None, bits=0):
        if of is not None:
            self.name, self._of, self._wide = name, of, bits > 0
            self.itemsize = bits // 8 or of.itemsize
            self.kind = "f" if of.is_floating_point else "b" if of is torch.bool else "u" if name[0] == "u" else "i"

    def __repr__(self):
        return f"dtype('{self.name}')"

    def __str__(self):
        return self.name

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        other = _dtype(other)
        return isinstance(other, dtype) and other.name == self.name


class scalar_type:
    """np.float32 and its like: names of dtypes that make numbers of them."""

    def __init__(self, of):
        self.dtype = of

    def __repr__(self):
        return f"<class 'numpy.{self.dtype}'>"

    def __hash__(self):
        return hash(self.dtype)

    def __eq__(self, other):
        return self.dtype == other

    def __call__(self, value=0):
        made = array(value, dtype=self)
        return made if is_unknown(made) else _made(made._t)


_DTYPES = [
    dtype(name, getattr(torch, name))
    for name in ("float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8", "bool")
] + [dtype(f"uint{bits}", torch.int64, bits) for bits in (16, 32, 64)]
float64, float32, float16, int64, int32, int16, int8, uint8, bool_, uint16, uint32, uint64 = [
    scalar_type(d) for d in _DTYPES
]
_CODES = {
    "f8": float64, "f4": float32, "f2": float16, "i8": int64, "i4": int32, "i2": int16, "i1": int8, "u1": uint8,
    "double": float64, "single": float32, "half": float16, "float": float64, "int": int64, "bool_": bool_,
    "u2": uint16, "u4": uint32, "u8": uint64, "H": uint16, "I": uint32, "L": uint64, "d": float64, "f": float32, "e": float16, "l": int64, "i": int32, "b": int8, "B": uint8, "?": bool_,
}


def _dtype(of):
    """The dtype of a name, a type, another dtype of numpy's or of PyTorch's; None for none."""
    if isinstance(of, scalar_type):
        return of.dtype
    name = of.__name__ if of is float or of is int or of is bool else of
    for known in _DTYPES:
        if known.name == name or (known._of is of and not known._wide):
            return known
    if isinstance(name, str):
        code = _CODES.get(name)
        return code.dtype if code else quietly(None)
    return of


def _tensor(x):
    """The tensor of an array, or of what becomes one."""
    if isinstance(x, ndarray):
        return x._t
    if isinstance(x, torch.Tensor) or is_unknown(x):
        return x
    made = array(x)
    return made if is_unknown(made) else made._t


def _holds_arrays(x):
    while isinstance(x, (list, tuple)) and len(x):
        x = x[0]
    return isinstance(x, (ndarray, torch.Tensor))


def array(object, dtype=None, copy=True, ndmin=0):
    if is_unknown(object):
        return object
    if isinstance(object, _wide):
        return object.astype(object.dtype if dtype is None else dtype)
    if isinstance(object, (ndarray, torch.Tensor)):
        t = quietly(lambda: _tensor(object).detach().clone())
    elif _holds_arrays(object):
        t = quietly(lambda: torch.stack([_tensor(array(x)) for x in object]))
    else:
        t = quietly(torch.tensor, list(object) if isinstance(object, range) else object)
        if not is_unknown(t) and t.dtype is torch.float32:
            t = quietly(torch.tensor, object, dtype=torch.float64)
    to = _dtype(dtype)
    if is_unknown(t) or is_unknown(to):
        return t if is_unknown(t) else to
    if to is not None:
        t = quietly(t.to, to._of)
    while t.dim() < ndmin:
        t = quietly(t.unsqueeze, 0)
    return _of_dtype(t, to)


def _of_dtype(t, to):
    """An array of a tensor that has been made for a dtype."""
    return _wide(ndarray(t), to) if to is not None and to._wide else ndarray(t)


def _made(t):
    """An array of a tensor; a number where it has no axes."""
    if is_unknown(t):
        return t
    if t.dim() == 0:
        return t.item() if t.dtype in (torch.float64, torch.int64, torch.bool) else scalar(t)
    return ndarray(t)


def _common(a, b):
    """The dtype that two arrays are computed in."""
    if a == b:
        return a
    x, y = _dtype(a), _dtype(b)
    if "f" not in (x.kind, y.kind):
        return torch.promote_types(a, b)
    sizes = [d.itemsize if d.kind == "f" else min(8, 2 * d.itemsize) if d.kind != "b" else 2 for d in (x, y)]
    return {2: torch.float16, 4: torch.float32, 8: torch.float64}[max(sizes)]


def _pair(a, b, real=False):
    """Both as tensors of one dtype; a Python number takes the array's."""
    numbers = [isinstance(v, (int, float)) for v in (a, b)]
    x, y = a if numbers[0] else _tensor(a), b if numbers[1] else _tensor(b)
    if is_unknown(x) or is_unknown(y):
        return x, y
    if numbers[0] and numbers[1]:
        x, y, numbers = _tensor(a), _tensor(b), [False, False]
    if not numbers[0] and not numbers[1]:
        to = _common(x.dtype, y.dtype)
        x, y = quietly(x.to, to), quietly(y.to, to)
    array, number = (y, a) if numbers[0] else (x, b)
    to = array.dtype
    if not to.is_floating_point and (real or (True in numbers and isinstance(number, float))):
        to = torch.float64
    if to is torch.bool and True in numbers and not isinstance(number, bool):
        to = torch.int64
    return x if numbers[0] else quietly(x.to, to), y if numbers[1] else quietly(y.to, to)


def _shapes_meet(a, b):
    for m, n in zip(reversed(a), reversed(b)):
        if m != n and m != 1 and n != 1:
            return False
    return True


def _text(shape):
    """As numpy's errors write a shape: an open size is left out in front."""
    told = list(shape)
    while told and told[0] < 0:
        del told[0]
    return "(" + ",".join("newaxis" if n < 0 else str(n) for n in told) + (",)" if len(shape) == 1 else ")")


def _binary(function, real=False):
    def apply(a, b):
        x, y = _pair(a, b, real)
        if is_unknown(x) or is_unknown(y):
            return x if is_unknown(x) else y
        if isinstance(x, torch.Tensor) and isinstance(y, torch.Tensor) and not _shapes_meet(x.shape, y.shape):
            raise ValueError(f"operands could not be broadcast together with shapes {_text(x.shape)} {_text(y.shape)} ")
        return _made(quietly(function, x, y))
    return apply


def _unary(function, of_number=None, real=True):
    def apply(x, *args, **kwargs):
        if of_number is not None and isinstance(x, (int, float)):
            return of_number(x)
        t = _tensor(x)
        if is_unknown(t):
            return t
        if real and not t.dtype.is_floating_point:
            t = quietly(t.to, torch.float64)
        return _made(quietly(function, t))
    return apply


def _reduced(x, function, axis, keepdims, real=False, **more):
    t = _tensor(x)
    if is_unknown(t):
        return t
    if real and not t.dtype.is_floating_point:
        t = quietly(t.to, torch.float64)
    if axis is None:
        ndim, t = t.dim(), quietly(t.reshape, -1)
        t = quietly(function, t, 0, **more)
        return _made(quietly(t.reshape, (1,) * ndim) if keepdims else t)
    return _made(quietly(function, t, axis, keepdim=keepdims, **more))


def _put(t, index, value):
    t[index] = value


def _sliced(t, index):
    """The tensor and an index that has no step below zero, which tensors do not take."""
    parts = list(index) if isinstance(index, tuple) else [index]
    axis, taken = 0, []
    used = sum(1 for p in parts if p is not None and p is not Ellipsis)
    for p in parts:
        if p is Ellipsis:
            axis += t.dim() - used
        elif isinstance(p, slice) and p.step is not None and p.step < 0:
            order = list(range(t.shape[axis]))[p]
            t = quietly(torch.index_select, t, axis, torch.tensor(order, dtype=torch.int64))
            p = slice(None)
        taken.append(p._t if isinstance(p, ndarray) else list(p) if isinstance(p, range) else p)
        axis += p is not None and p is not Ellipsis
    return t, tuple(taken) if isinstance(index, tuple) else taken[0]


# What arrays have besides.
_LEFT_OPEN = (
    "argpartition base byteswap choose compress conj conjugate ctypes cumprod data device diagonal dump dumps flags flat"
    " getfield imag mT nonzero partition ptp put real resize searchsorted setfield setflags strides take to_device"
    " tobytes tofile trace"
).split()


class ndarray:
    def __init__(self, tensor):
        self._t = tensor

    shape = property(lambda self: tuple(self._t.shape))
    ndim = property(lambda self: self._t.dim())
    size = property(lambda self: self._t.numel())
    dtype = property(lambda self: _dtype(self._t.dtype))
    itemsize = property(lambda self: self._t.dtype.itemsize)
    nbytes = property(lambda self: self._t.numel() * self._t.dtype.itemsize)
    T = property(lambda self: numpy.transpose(self))

    def __len__(self):
        if self._t.dim() == 0:
            raise TypeError("len() of unsized object")
        return self._t.shape[0]

    def __iter__(self):
        if self._t.dim() == 0:
            raise TypeError("iteration over a 0-d array")
        return iter([self[i] for i in range(len(self))])

    def __getitem__(self, index):
        if isinstance(index, int) and self._t.dim() and not -len(self) <= index < len(self):
            raise IndexError(f"index {index} is out of bounds for axis 0 with size {len(self)}")
        t, index = _sliced(self._t, index)
        return _made(quietly(t.__getitem__, index))

    def __setitem__(self, index, value):
        value = value if isinstance(value, (int, float)) else _tensor(value)
        if isinstance(index, tuple):
            index = tuple(i._t if isinstance(i, ndarray) else i for i in index)
        elif isinstance(index, ndarray):
            index = index._t
        quietly(_put, self._t, index, value)

    def __contains__(self, value):
        return numpy.any(self == value)

    def __bool__(self):
        if self._t.numel() > 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
            )
        return bool(self._t)

    def __float__(self):
        return float(self._t)

    def __int__(self):
        return int(self._t)

    def __index__(self):
        return int(self._t)

    def __format__(self, spec):
        return format(self._t.item(), spec) if spec else str(self)

    def __array__(self, dtype=None):
        return self

    def __repr__(self):
        text, suffix = printed(self._t, "array("), ""
        if self.size > 1000 or (not self.size and self.ndim > 1):
            suffix = f", shape={self.shape}"
        if self.dtype not in (float64, int64, bool_) or not self.size:
            suffix += f", dtype={self.dtype}"
        return text if is_unknown(text) else "array(" + text + suffix + ")"

    def __str__(self):
        return printed(self._t, "")

    def item(self, *index):
        t = quietly(self._t.reshape, -1) if len(index) == 1 else self._t
        return quietly(lambda: t[index].item()) if index else t.item()

    def tolist(self):
        return self._t.tolist()

    def astype(self, dtype, copy=True):
        to = _dtype(dtype)
        return to if is_unknown(to) else _of_dtype(quietly(self._t.to, to._of, copy=True), to)

    def copy(self):
        return ndarray(quietly(self._t.clone))

    def fill(self, value):
        quietly(self._t.fill_, value)

    def reshape(self, *shape, order="C"):
        return numpy.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes):
        return numpy.transpose(self, axes[0] if len(axes) == 1 else axes or None)

    def view(self, *args):
        return numpy.copy(self)

    def flatten(self):
        return numpy.reshape(numpy.copy(self), -1)

    def ravel(self):
        return numpy.reshape(self, -1)

    def squeeze(self, axis=None):
        return numpy.squeeze(self, axis)

    def swapaxes(self, a, b):
        return numpy.swapaxes(self, a, b)

    def repeat(self, repeats, axis=None):
        return numpy.repeat(self, repeats, axis)

    def sum(self, axis=None, dtype=None, out=None, keepdims=False):
        return numpy.sum(self, axis, keepdims=keepdims)

    def mean(self, axis=None, dtype=None, out=None, keepdims=False):
        return numpy.mean(self, axis, keepdims=keepdims)

    def std(self, axis=None, dtype=None, out=None, ddof=0, keepdims=False):
        return numpy.std(self, axis, ddof=ddof, keepdims=keepdims)

    def var(self, axis=None, dtype=None, out=None, ddof=0, keepdims=False):
        return numpy.var(self, axis, ddof=ddof, keepdims=keepdims)

    def max(self, axis=None, out=None, keepdims=False):
        return numpy.max(self, axis, keepdims=keepdims)

    def min(self, axis=None, out=None, keepdims=False):
        return numpy.min(self, axis, keepdims=keepdims)

    def prod(self, axis=None, dtype=None, out=None, keepdims=False):
        return numpy.prod(self, axis, keepdims=keepdims)

    def any(self, axis=None, out=None, keepdims=False):
        return numpy.any(self, axis, keepdims=keepdims)

    def all(self, axis=None, out=None, keepdims=False):
        return numpy.all(self, axis, keepdims=keepdims)

    def argmax(self, axis=None):
        return numpy.argmax(self, axis)

    def argmin(self, axis=None):
        return numpy.argmin(self, axis)

    def argsort(self, axis=-1):
        return numpy.argsort(self, axis)

    def sort(self, axis=-1):
        quietly(lambda: self._t.copy_(torch.sort(self._t, axis)[0]))

    def cumsum(self, axis=None):
        return numpy.cumsum(self, axis)

    def round(self, decimals=0):
        return numpy.round(self, decimals)

    def clip(self, min=None, max=None):
        return numpy.clip(self, min, max)

    def dot(self, other):
        return numpy.dot(self, other)

    def __neg__(self):
        return _made(quietly(torch.neg, self._t))

    def __abs__(self):
        return _made(quietly(torch.abs, self._t))

    def __invert__(self):
        return _made(quietly(torch.bitwise_not, self._t))

    def __matmul__(self, other):
        return numpy.matmul(self, other)

    def __rmatmul__(self, other):
        return numpy.matmul(other, self)

    def __iadd__(self, other):
        return self._changed(self + other)

    def __isub__(self, other):
        return self._changed(self - other)

    def __imul__(self, other):
        return self._changed(self * other)

    def __itruediv__(self, other):
        return self._changed(self / other)

    def __getattr__(self, name):
        if name in _LEFT_OPEN:
            return quietly(None)
        raise AttributeError(f"'numpy.ndarray' object has no attribute '{name}'")

    def _changed(self, to):
        quietly(self._t.copy_, _tensor(to))
        return self

    __add__ = __radd__ = lambda self, other: numpy.add(self, other)
    __mul__ = __rmul__ = lambda self, other: numpy.multiply(self, other)
    __sub__ = lambda self, other: numpy.subtract(self, other)
    __rsub__ = lambda self, other: numpy.subtract(other, self)
    __truediv__ = lambda self, other: numpy.divide(self, other)
    __rtruediv__ = lambda self, other: numpy.divide(other, self)
    __floordiv__ = lambda self, other: numpy.floor_divide(self, other)
    __rfloordiv__ = lambda self, other: numpy.floor_divide(other, self)
    __mod__ = lambda self, other: numpy.mod(self, other)
    __pow__ = lambda self, other: numpy.power(self, other)
    __rpow__ = lambda self, other: numpy.power(other, self)
    __eq__ = lambda self, other: numpy.equal(self, other)
    __ne__ = lambda self, other: numpy.not_equal(self, other)
    __lt__ = lambda self, other: numpy.less(self, other)
    __le__ = lambda self, other: numpy.less_equal(self, other)
    __gt__ = lambda self, other: numpy.greater(self, other)
    __ge__ = lambda self, other: numpy.greater_equal(self, other)
    __and__ = __rand__ = lambda self, other: _and(self, other)
    __or__ = __ror__ = lambda self, other: _or(self, other)
    __xor__ = __rxor__ = lambda self, other: _xor(self, other)

class scalar(ndarray):
    """A number of a dtype that no number of Python's has."""

    def __repr__(self):
        return f"np.{self.dtype}({self})"


class _wide(ndarray):
    """An array of a dtype that tensors hardly have: what is computed with it is open, until it becomes another one."""

    def __init__(self, plain, dtype):
        self._t, self._plain, self._dtype = quietly(None), plain, dtype

    dtype = property(lambda self: self._dtype)
    shape = property(lambda self: self._plain.shape)
    ndim = property(lambda self: self._plain.ndim)
    size = property(lambda self: self._plain.size)
    itemsize = property(lambda self: self._dtype.itemsize)
    nbytes = property(lambda self: self.size * self.itemsize)

    def __len__(self):
        return len(self._plain)

    def __getitem__(self, index):
        return self._like(self._plain[index])

    def __setitem__(self, index, value):
        self._plain[index] = value._plain if isinstance(value, _wide) else value

    def __repr__(self):
        text = repr(self._plain)
        return text if is_unknown(text) else text[:-1] + f", dtype={self.dtype})"

    def __str__(self):
        return str(self._plain)

    def _like(self, made):
        return _wide(made, self._dtype) if isinstance(made, ndarray) else made

    def astype(self, dtype, copy=True):
        to = _dtype(dtype)
        return self._like(self._plain.copy()) if to == self._dtype else self._plain.astype(dtype)

    def copy(self):
        return self.astype(self._dtype)

    def reshape(self, *shape, order="C"):
        return self._like(self._plain.reshape(*shape))

    def flatten(self):
        return self._like(self._plain.flatten())

    def ravel(self):
        return self._like(self._plain.ravel())

    def item(self, *index):
        return self._plain.item(*index)

    def tolist(self):
        return self._plain.tolist()

    def max(self, axis=None, out=None, keepdims=False):
        return self._like(self._plain.max(axis, out, keepdims))

    def min(self, axis=None, out=None, keepdims=False):
        return self._like(self._plain.min(axis, out, keepdims))


def _opened(size, to):
    """An array of a dtype whose numbers are not known."""
    return _of_dtype(quietly(lambda: drawn(None, "open", size, 0, 0).to(to._of)), to)


class _file(ndarray):
    """What lies in a file, which is not here: it is not known how much that is."""

    def __init__(self, dtype):
        self._t, self._dtype = quietly(None), dtype

    dtype = property(lambda self: self._dtype)
    shape = property(lambda self: (quietly(None),))
    ndim = property(lambda self: 1)
    size = property(lambda self: quietly(None))

    def __len__(self):
        return quietly(None)

    def __getitem__(self, index):
        if not isinstance(index, slice):
            return quietly(None)
        n = quietly(len, torch.empty(2**20)[index])
        if is_unknown(n) or index.stop is None or (not is_unknown(index.stop) and index.stop < 0):
            return _file(self._dtype)
        return _opened((n,), self._dtype)

    def astype(self, dtype, copy=True):
        to = _dtype(dtype)
        return to if is_unknown(to) else _file(to)

    def copy(self):
        return self


def memmap(filename, dtype=uint8, mode="r+", offset=0, shape=None, order="C"):
    to = _dtype(dtype)
    if is_unknown(to) or shape is None:
        return to if is_unknown(to) else _file(to)
    return numpy.zeros(shape, to) if mode == "w+" else _opened(numpy._size(shape), to)


def fromfile(file, dtype=float64, count=-1, sep="", offset=0):
    return memmap(file, dtype, "r", shape=None if count == -1 else count)


_and, _or, _xor = _binary(torch.bitwise_and), _binary(torch.bitwise_or), _binary(torch.bitwise_xor)
call_it(ndarray, "numpy.ndarray")
