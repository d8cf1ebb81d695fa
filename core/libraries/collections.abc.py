# collections.abc: what a class must have to be of a kind, and what it then gets.
from abc import ABCMeta, abstractmethod


class _Kind(ABCMeta):
    """Asked whether something is of a kind: by its type, else by the methods that make it so."""

    def __instancecheck__(cls, x):
        kind = type(x)
        if cls in kind.__mro__:
            return True
        if cls.__module__ != "collections.abc":
            return False
        if kind in cls._builtin or (cls is Callable and callable(x)):
            return True
        return bool(cls._needs) and all(_has(x, kind, name) for name in cls._needs)

    def register(cls, other):
        cls._builtin = (*cls._builtin, other)
        return other


def _has(x, kind, name):
    # What torch holds many things in says so in no way that is seen from here.
    if name == "__iter__" and kind.__name__ in ("Tensor", "Parameter", "ModuleList", "Sequential", "ModuleDict"):
        return True
    if name == "__hash__":
        return kind not in (list, dict, set) and getattr(kind, "__hash__", True) is not None
    return hasattr(kind, name)


_iterators = (type(iter([])), type(iter(range(1))), type(x for x in ()), type(zip()), type(enumerate(())), map, filter, zip)
_views = (type({}.keys()), type({}.values()), type({}.items()))
_sized = (str, bytes, list, tuple, dict, set, frozenset, range, *_views)


class Hashable(metaclass=_Kind):
    _needs, _builtin = ("__hash__",), ()

    @abstractmethod
    def __hash__(self):
        return 0


class Iterable(metaclass=_Kind):
    _needs, _builtin = ("__iter__",), (*_sized, *_iterators)

    @abstractmethod
    def __iter__(self):
        return iter(())


class Iterator(Iterable):
    _needs, _builtin = ("__next__", "__iter__"), _iterators

    @abstractmethod
    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self


class Generator(Iterator):
    _needs, _builtin = ("send", "throw", "close"), (type(x for x in ()),)


class Reversible(Iterable):
    _needs, _builtin = ("__reversed__", "__iter__"), (list, tuple, dict, range)

    @abstractmethod
    def __reversed__(self):
        return iter(())


class Sized(metaclass=_Kind):
    _needs, _builtin = ("__len__",), _sized

    @abstractmethod
    def __len__(self):
        return 0


class Container(metaclass=_Kind):
    _needs, _builtin = ("__contains__",), _sized

    @abstractmethod
    def __contains__(self, x):
        return False


class Callable(metaclass=_Kind):
    _needs, _builtin = (), (type,)

    @abstractmethod
    def __call__(self, *args, **kwds):
        return False


class Collection(Sized, Iterable, Container):
    _needs, _builtin = ("__len__", "__iter__", "__contains__"), _sized


class Sequence(Reversible, Collection):
    _needs, _builtin = (), (str, bytes, list, tuple, range)

    @abstractmethod
    def __getitem__(self, index):
        raise IndexError

    def __iter__(self):
        i = 0
        try:
            while True:
                yield self[i]
                i += 1
        except IndexError:
            return

    def __contains__(self, value):
        return any(v is value or v == value for v in self)

    def __reversed__(self):
        for i in reversed(range(len(self))):
            yield self[i]

    def index(self, value, start=0, stop=None):
        for i in range(start, len(self) if stop is None else min(stop, len(self))):
            if self[i] is value or self[i] == value:
                return i
        raise ValueError

    def count(self, value):
        return sum(1 for v in self if v is value or v == value)


class MutableSequence(Sequence):
    _builtin = (list,)

    @abstractmethod
    def __setitem__(self, index, value):
        raise IndexError

    @abstractmethod
    def __delitem__(self, index):
        raise IndexError

    @abstractmethod
    def insert(self, index, value):
        raise IndexError

    def append(self, value):
        self.insert(len(self), value)

    def clear(self):
        while len(self):
            self.pop()

    def reverse(self):
        n = len(self)
        for i in range(n // 2):
            self[i], self[n - i - 1] = self[n - i - 1], self[i]

    def extend(self, values):
        for v in list(values):
            self.append(v)

    def pop(self, index=-1):
        v = self[index]
        del self[index]
        return v

    def remove(self, value):
        del self[self.index(value)]

    def __iadd__(self, values):
        self.extend(values)
        return self


class Set(Collection):
    _needs, _builtin = (), (set, frozenset)

    @classmethod
    def _from_iterable(cls, it):
        return cls(it)

    def __le__(self, other):
        if not isinstance(other, Set):
            return NotImplemented
        return len(self) <= len(other) and all(x in other for x in self)

    def __lt__(self, other):
        return len(self) < len(other) and self <= other if isinstance(other, Set) else NotImplemented

    def __ge__(self, other):
        return len(self) >= len(other) and all(x in self for x in other) if isinstance(other, Set) else NotImplemented

    def __gt__(self, other):
        return len(self) > len(other) and self >= other if isinstance(other, Set) else NotImplemented

    def __eq__(self, other):
        return len(self) == len(other) and self <= other if isinstance(other, Set) else NotImplemented

    def __and__(self, other):
        return self._from_iterable(x for x in other if x in self)

    def __or__(self, other):
        return self._from_iterable(x for s in (self, other) for x in s)

    def __sub__(self, other):
        other = list(other)
        return self._from_iterable(x for x in self if x not in other)

    def __rsub__(self, other):
        return self._from_iterable(x for x in other if x not in self)

    def __xor__(self, other):
        other = self._from_iterable(other)
        return (self - other) | (other - self)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def isdisjoint(self, other):
        return not any(x in self for x in other)


class MutableSet(Set):
    _builtin = (set,)

    @abstractmethod
    def add(self, value):
        raise NotImplementedError

    @abstractmethod
    def discard(self, value):
        raise NotImplementedError

    def remove(self, value):
        if value not in self:
            raise KeyError(value)
        self.discard(value)

    def pop(self):
        value = next(iter(self))
        self.discard(value)
        return value

    def clear(self):
        while len(self):
            self.pop()


class Mapping(Collection):
    _needs, _builtin = (), (dict,)

    @abstractmethod
    def __getitem__(self, key):
        raise KeyError

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self):
        return dict.fromkeys(self).keys()

    def items(self):
        return {k: self[k] for k in self}.items()

    def values(self):
        return {k: self[k] for k in self}.values()

    def __eq__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return dict(self.items()) == dict(other.items())


class MutableMapping(Mapping):
    _builtin = (dict,)

    @abstractmethod
    def __setitem__(self, key, value):
        raise KeyError

    @abstractmethod
    def __delitem__(self, key):
        raise KeyError

    def pop(self, key, *default):
        try:
            value = self[key]
        except KeyError:
            if default:
                return default[0]
            raise
        del self[key]
        return value

    def popitem(self):
        for key in self:
            return key, self.pop(key)
        raise KeyError

    def clear(self):
        for key in list(self):
            del self[key]

    def update(self, other=(), /, **kwds):
        if hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwds.items():
            self[key] = value

    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default


class Awaitable(metaclass=_Kind):
    _needs, _builtin = ("__await__",), ()


class MappingView(Sized):
    _needs, _builtin = (), _views


KeysView, ValuesView, ItemsView, ByteString, Buffer = *_views, bytes, bytes
