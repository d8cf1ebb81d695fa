# How numpy prints arrays: every number with as few digits as tell it from its neighbours, all of one width; long arrays
# by their ends.
import math

import torch

# Given by the host: is_unknown(value); quietly(function, …): its result, as no step of the trace; narrowed(number,
# single): as a float32 has it.
inf = math.inf


def _kind(dtype):
    return "f" if dtype.is_floating_point else "b" if dtype is torch.bool else "i"


def _digits(x, single, raised):
    """Whole part, fraction, exponent; a word alone for what is no number."""
    if x != x or x in (inf, -inf):
        return [str(x)]
    if not raised and not single:
        text = repr(x)
    else:
        for count in range(9):
            text = f"{x:.{count}e}"
            if narrowed(float(text), single) == x:
                break
        if not raised:
            text = repr(float(text))
    if raised:
        text, power = text.split("e")
    whole, _, fraction = text.partition(".")
    if len(fraction) > 8:
        fraction = f"{x:.8f}".partition(".")[2]
    parts = [whole, fraction.rstrip("0")]
    return parts + [power] if raised else parts


def _longest(words):
    return len(sorted(words, key=len)[-1]) if words else 0


def _words(numbers, kind, single):
    if kind != "f":
        width = 5 if kind == "b" else _longest([str(x) for x in numbers])
        return [str(x).rjust(width) for x in numbers]
    there = sorted([x if x > 0 else -x for x in numbers if x and x == x and x not in (inf, -inf)])
    raised = bool(there) and (there[-1] >= 1e8 or there[0] < 1e-4 or there[-1] / there[0] > 1000)
    parts = [_digits(x, single, raised) for x in numbers]
    told = [p for p in parts if len(p) > 1]
    before, after = _longest([p[0] for p in told]), _longest([p[1] for p in told])
    power = _longest([p[2] for p in told]) + 1 if raised and told else 0
    width = sorted([before + 1 + after + power] + [len(p[0]) for p in parts if len(p) == 1])[-1]
    words = []
    for p in parts:
        if len(p) == 1:
            words.append(p[0].rjust(width))
        else:
            fraction = p[1].ljust(after, "0" if raised else " ")
            words.append((p[0].rjust(before) + "." + fraction + ("e" + p[2] if raised else "")).rjust(width))
    return words


def _ends(t):
    """The first and last three along each axis."""
    for axis, n in enumerate(t.shape):
        if n > 6:
            t = quietly(torch.cat, [quietly(torch.narrow, t, axis, at, 3) for at in (0, n - 3)], axis)
    return t


def _leaves(nested):
    return [leaf for x in nested for leaf in _leaves(x)] if isinstance(nested, list) else [nested]


def printed(t, prefix):
    long = t.numel() > 1000
    nested = quietly(_ends, t).tolist() if long else t.tolist()
    if is_unknown(nested):
        return nested
    kind, single = _kind(t.dtype), t.dtype is not torch.float64
    if t.dim() == 0:
        return str(nested) if kind != "f" else repr(float(".".join(_digits(nested, single, False))))
    words = iter(_words(_leaves(nested), kind, single))
    return _nested(nested, words, list(t.shape), long, prefix, " " * (len(prefix) + 1), 75)


def _nested(nested, words, shape, long, prefix, indent, width):
    if not isinstance(nested, list):
        return next(words)
    comma = "," if prefix else ""
    items = [_nested(x, words, shape[1:], long, prefix, indent + " ", width - 1) for x in nested]
    if long and shape[0] > 6:
        items = items[:3] + ["..."] + items[3:]
    if len(shape) > 1:
        return "[" + (comma + "\n" * (len(shape) - 1) + indent).join(items) + "]"
    lines, line = "", indent
    for i, item in enumerate(items):
        if len(line) + len(item) > width - 1 and len(line) > len(indent):
            lines, line = lines + line.rstrip() + "\n", indent
        line += item + (comma + " " if i + 1 < len(items) else "")
    return "[" + (lines + line)[len(indent):] + "]"
