# pprint: values over as many lines as they need.


def _fits(value, room):
    text = repr(value)
    return text if len(text) <= room else None


def _lines(value, indent, width, left, right, sort):
    """The text of a value that begins in column `left`, with `right` characters behind it."""
    text = _fits(value, width - left - right)
    kind = type(value)
    if kind is dict and value:
        keys = sorted(value, key=_order) if sort else list(value)
        if sort and (text is None or keys != list(value)):
            text = _fits({k: value[k] for k in keys}, width - left - right)
        if text is not None:
            return text
        parts = []
        for i, k in enumerate(keys):
            key = repr(k) + ": "
            last = i == len(keys) - 1
            parts.append(key + _lines(value[k], indent, width, left + indent + len(key), right + 1 if last else 1, sort))
        return "{" + " " * (indent - 1) + (",\n" + " " * (left + indent)).join(parts) + "}"
    if text is not None or not value:
        return repr(value) if text is None else text
    for made, (begin, end) in {list: "[]", tuple: "()", set: "{}"}.items():
        if kind is made:
            items = sorted(value, key=_order) if made is set else list(value)
            parts = [
                _lines(x, indent, width, left + indent, right + 1 if i == len(items) - 1 else 1, sort)
                for i, x in enumerate(items)
            ]
            comma = "," if made is tuple and len(items) == 1 else ""
            return begin + " " * (indent - 1) + (",\n" + " " * (left + indent)).join(parts) + comma + end
    return repr(value)


def _order(x):
    return (str(type(x)), x) if isinstance(x, (int, float, str)) else (str(type(x)), id(x))


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    return _lines(object, indent, width, 0, 0, sort_dicts)


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, **kwargs):
    print(pformat(object, indent, width, depth, sort_dicts=sort_dicts), file=stream)


def pp(object, *args, sort_dicts=False, **kwargs):
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


class PrettyPrinter:
    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True, **kwargs):
        self._indent, self._width, self._stream, self._sort = indent, width, stream, sort_dicts

    def pformat(self, object):
        return pformat(object, self._indent, self._width, sort_dicts=self._sort)

    def pprint(self, object):
        print(self.pformat(object), file=self._stream)
