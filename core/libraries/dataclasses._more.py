# dataclasses: what is not told in C++.
import copy
import dataclasses
from functools import partial


def _plain(value, whole):
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = [(f.name, _plain(getattr(value, f.name), whole)) for f in dataclasses.fields(value)]
        return whole(pairs)
    if isinstance(value, dict):
        kind = type(value) if not hasattr(value, "default_factory") else partial(type(value), value.default_factory)
        return kind((_plain(k, whole), _plain(v, whole)) for k, v in value.items())
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*[_plain(v, whole) for v in value])
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(v, whole) for v in value)
    return copy.deepcopy(value)


def asdict(obj, *, dict_factory=dict):
    if not dataclasses.is_dataclass(obj) or isinstance(obj, type):
        raise TypeError("asdict() should be called on dataclass instances")
    return _plain(obj, dict_factory)


def astuple(obj, *, tuple_factory=tuple):
    if not dataclasses.is_dataclass(obj) or isinstance(obj, type):
        raise TypeError("astuple() should be called on dataclass instances")
    return _plain(obj, lambda pairs: tuple_factory(v for _, v in pairs))


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    body, notes = dict(namespace or {}), {}
    for item in fields:
        item = (item, "typing.Any") if isinstance(item, str) else item
        notes[item[0]] = getattr(item[1], "__name__", str(item[1]))
        if len(item) > 2:
            body[item[0]] = item[2]
    body["__annotations__"] = notes
    return dataclasses.dataclass(**options)(type(cls_name, tuple(bases), body))
