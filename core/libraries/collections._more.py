# collections: what is not told in C++. Given by the host: is_unknown(value).
from collections.abc import MutableMapping, MutableSequence


class ChainMap(MutableMapping):
    """Several mappings seen as one; writes go into the first."""

    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __missing__(self, key):
        raise KeyError(key)

    def __getitem__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return mapping[key]
        return self.__missing__(key)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __len__(self):
        return len(list(iter(self)))

    def __iter__(self):
        return iter({key: None for mapping in reversed(self.maps) for key in mapping})

    def __contains__(self, key):
        return any(key in m for m in self.maps)

    def __bool__(self):
        return any(self.maps)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self.maps))})"

    def copy(self):
        return type(self)(self.maps[0].copy(), *self.maps[1:])

    def new_child(self, m=None, **kwargs):
        m = kwargs if m is None else m
        m.update(kwargs)
        return type(self)(m, *self.maps)

    @property
    def parents(self):
        return type(self)(*self.maps[1:])

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        if key not in self.maps[0]:
            raise KeyError(f"Key not found in the first mapping: {key!r}")
        del self.maps[0][key]


class UserDict(MutableMapping):
    """A mapping to be derived from, whose dict is `data`."""

    def __init__(self, dict=None, /, **kwargs):
        self.data = {}
        if dict is not None:
            self.update(dict)
        if kwargs:
            self.update(kwargs)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, key):
        if key in self.data:
            return self.data[key]
        if hasattr(type(self), "__missing__"):
            return type(self).__missing__(self, key)
        raise KeyError(key)

    def __setitem__(self, key, item):
        self.data[key] = item

    def __delitem__(self, key):
        del self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __contains__(self, key):
        return key in self.data

    def __repr__(self):
        return repr(self.data)

    def __or__(self, other):
        return type(self)({**self.data, **(other.data if isinstance(other, UserDict) else other)})

    def __ior__(self, other):
        self.data.update(other)
        return self

    def get(self, key, default=None):
        return self[key] if key in self else default

    def copy(self):
        new = type(self)()
        new.data = dict(self.data)
        return new


class UserList(MutableSequence):
    """A list to be derived from, whose items are in `data`."""

    def __init__(self, initlist=None):
        self.data = [] if initlist is None else list(initlist)

    def __repr__(self):
        return repr(self.data)

    def __eq__(self, other):
        return self.data == (other.data if isinstance(other, UserList) else other)

    def __lt__(self, other):
        return self.data < (other.data if isinstance(other, UserList) else other)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        return type(self)(self.data[i]) if isinstance(i, slice) else self.data[i]

    def __setitem__(self, i, item):
        self.data[i] = item

    def __delitem__(self, i):
        del self.data[i]

    def __add__(self, other):
        return type(self)(self.data + list(other))

    def __mul__(self, n):
        return type(self)(self.data * n)

    def insert(self, i, item):
        self.data.insert(i, item)

    def remove(self, item):
        self.data.remove(item)

    def copy(self):
        return type(self)(self)

    def index(self, item, *args):
        return self.data.index(item, *args)

    def sort(self, /, *args, **kwds):
        self.data.sort(*args, **kwds)


class Counter(dict):
    """How often each thing is there; what is not there is there no time."""

    def __new__(cls, iterable=None, /, **counts):
        made = dict.__new__(cls)
        if is_unknown(made.update(iterable, **counts)):
            return iterable if is_unknown(iterable) else [x for x in iterable]
        return made

    def __init__(self, iterable=None, /, **counts):
        pass  # filled as it was made

    def __missing__(self, key):
        return 0

    def __delitem__(self, key):
        self.pop(key, None)

    def _change(self, iterable, counts, by):
        if iterable is not None:
            pairs = iterable.items() if hasattr(iterable, "items") else [(x, 1) for x in iterable]
            if is_unknown(pairs):
                return pairs
            for key, n in pairs:
                self[key] += by * n
        for key, n in counts.items():
            self[key] += by * n

    def update(self, iterable=None, /, **counts):
        return self._change(iterable, counts, 1)

    def subtract(self, iterable=None, /, **counts):
        return self._change(iterable, counts, -1)

    def most_common(self, n=None):
        pairs = sorted(self.items(), key=lambda pair: pair[1], reverse=True)
        return pairs if n is None else pairs[:n]

    def elements(self):
        return iter([key for key, n in self.items() for _ in range(n)])

    def total(self):
        return sum(self.values())

    def copy(self):
        return type(self)(self)

    def _positive(self, other, count):
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        for key in [*self, *(key for key in other if key not in self)]:
            n = count(self[key], other[key])
            if n > 0:
                made[key] = n
        return made

    def __add__(self, other):
        return self._positive(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._positive(other, lambda a, b: a - b)

    def __and__(self, other):
        return self._positive(other, min)

    def __or__(self, other):
        return self._positive(other, max)

    def __pos__(self):
        return self + Counter()

    def __neg__(self):
        return Counter() - self

    def __eq__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[key] == other[key] for key in [*self, *other])

    def __ne__(self, other):
        return NotImplemented if not isinstance(other, Counter) else not self == other

    def __repr__(self):
        try:
            text = repr(dict(self.most_common()))
        except TypeError:  # what cannot be ordered is shown as it came
            text = repr(dict(self))
        return f"{type(self).__name__}({text if self else ''})"
