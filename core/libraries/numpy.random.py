# Random numbers: a RandomState's as numpy draws them; a Generator's are open.
import torch
from numpy import _made, _size, _tensor, arange, array, copy, float64, int64, ndarray, prod, reshape
from numpy import dtype as _dtype
from numpy._arrays import _opened

# Given by the host: is_unknown(value); quietly(function, …): its result, as no step of the trace, open where it
# fails; drawn(generator, kind, size, a, b): a tensor of numbers as RandomState draws them, or of open ones.


class RandomState:
    def __init__(self, seed=None):
        self._from = torch.Generator()
        self.seed(seed)

    def seed(self, seed=None):
        self._from.manual_seed(0 if seed is None else seed)

    def random(self, size=None):
        return _drawn(self, "random", size, 0.0, 1.0)

    random_sample = ranf = sample = random

    def rand(self, *size):
        return _drawn(self, "random", size or None, 0.0, 1.0)

    def randn(self, *size):
        return _drawn(self, "normal", size or None, 0.0, 1.0)

    def uniform(self, low=0.0, high=1.0, size=None):
        return _drawn(self, "random", size, low, high)

    def normal(self, loc=0.0, scale=1.0, size=None):
        return _drawn(self, "normal", size, loc, scale)

    def standard_normal(self, size=None):
        return _drawn(self, "normal", size, 0.0, 1.0)

    def randint(self, low, high=None, size=None, dtype=int):
        low, high = (0, low) if high is None else (low, high)
        if not is_unknown(low) and not is_unknown(high) and low >= high:
            raise ValueError("low >= high")
        kind = _dtype(dtype)
        if not is_unknown(kind) and kind.kind == "b":
            return quietly(None) if size is None else _opened(_size(size), kind)
        bits = "" if is_unknown(kind) or kind.itemsize > 2 else str(8 * kind.itemsize)
        made = _drawn(self, "integers" + bits, size, low, high)
        return made.astype(dtype) if isinstance(made, ndarray) else made

    def permutation(self, x):
        if isinstance(x, int):
            return _drawn(self, "permutation", x, 0, x)
        t = _tensor(x)
        return _made(quietly(torch.index_select, t, 0, _tensor(self.permutation(t.shape[0]))))

    def shuffle(self, x):
        order = self.permutation(len(x))
        if isinstance(x, ndarray):
            quietly(x._t.copy_, quietly(torch.index_select, x._t, 0, order._t))
        elif not is_unknown(x) and not is_unknown(order.tolist()):
            x[:] = [x[i] for i in order.tolist()]

    def choice(self, a, size=None, replace=True, p=None):
        if p is not None:
            return quietly(None) if size is None else _opened(_size(size), array(a).dtype)
        values = arange(a) if isinstance(a, int) else array(a)
        if replace or size is None:
            return values[self.randint(0, len(values), size)]
        return reshape(values[self.permutation(len(values))[:prod(_size(size))]], size)


def _drawn(state, kind, size, low, high):
    if is_unknown(size) or not isinstance(low, (int, float)) or not isinstance(high, (int, float)):
        return quietly(None)
    t = drawn(state._from, kind, () if size is None else _size(size), low, high)
    return t.item() if size is None else ndarray(t)


class Generator(RandomState):
    """Of default_rng: what it draws is not known here, its sizes are."""

    def random(self, size=None, dtype=float64):
        return quietly(None) if size is None else _opened(_size(size), _dtype(dtype))

    def standard_normal(self, size=None, dtype=float64):
        return self.random(size, dtype)

    def normal(self, loc=0.0, scale=1.0, size=None):
        return self.random(size)

    uniform = normal

    def integers(self, low, high=None, size=None, dtype=int64, endpoint=False):
        return self.random(size, dtype)

    def permutation(self, x):
        return _opened((x,), _dtype(int64)) if isinstance(x, int) else copy(x)

    def choice(self, a, size=None, replace=True, p=None):
        return quietly(None) if size is None else _opened(_size(size), _dtype(int64) if isinstance(a, int) else array(a).dtype)

    def shuffle(self, x):
        pass


def default_rng(seed=None):
    return Generator()


# The functions of the module draw from a state that all share.
_usual = RandomState()
seed, random, random_sample, ranf, sample = _usual.seed, _usual.random, _usual.random, _usual.random, _usual.random
rand, randn, uniform, normal = _usual.rand, _usual.randn, _usual.uniform, _usual.normal
standard_normal, randint, permutation = _usual.standard_normal, _usual.randint, _usual.permutation
shuffle, choice = _usual.shuffle, _usual.choice
