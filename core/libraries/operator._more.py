# operator: what is not told in C++.


class methodcaller:
    def __init__(self, name, /, *args, **kwargs):
        self._name, self._args, self._kwargs = name, args, kwargs

    def __call__(self, obj):
        return getattr(obj, self._name)(*self._args, **self._kwargs)


def contains(a, b):
    return b in a


def getitem(a, b):
    return a[b]


def setitem(a, b, c):
    a[b] = c


def delitem(a, b):
    del a[b]


def index(a):
    if not isinstance(a, int) and not hasattr(a, "__index__"):
        raise TypeError(f"'{type(a).__name__}' object cannot be interpreted as an integer")
    return int(a)


def is_not(a, b):
    return a is not b


def inv(a):
    return ~a


def pos(a):
    return +a


def lshift(a, b):
    return a << b


def rshift(a, b):
    return a >> b


def concat(a, b):
    return a + b


def truth(a):
    return bool(a)


def countOf(a, b):
    return sum(1 for x in a if x is b or x == b)


def indexOf(a, b):
    for i, x in enumerate(a):
        if x is b or x == b:
            return i
    raise ValueError("sequence.index(x): x not in sequence")


def iadd(a, b):
    a += b
    return a


def isub(a, b):
    a -= b
    return a


def imul(a, b):
    a *= b
    return a


def ior(a, b):
    a |= b
    return a


def iand(a, b):
    a &= b
    return a


def call(obj, /, *args, **kwargs):
    return obj(*args, **kwargs)


abs, invert, iconcat, itruediv = abs, inv, iadd, lambda a, b: a / b
