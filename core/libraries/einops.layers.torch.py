# einops' layers for torch: Rearrange and Reduce keep a pattern; EinMix has a weight that einsum mixes the axes with.
import torch
from einops import EinopsError, _DOTS, _Plan, _Side, _flat, _lettered, _transformed
from torch import nn


class _Layer(nn.Module):
    def __repr__(self):
        said = [getattr(self, name, None) for name in ("pattern", "reduction", "weight_shape", "bias_shape")]
        told = [repr(v) for v in said if v is not None] + [f"{k}={v}" for k, v in self.axes_lengths.items()]
        return f"{type(self).__name__}({', '.join(told)})"

    def _check(self, operation):
        """A wrong pattern is told as the layer is made."""
        if not isinstance(self.pattern, str):
            return
        try:
            _Plan(self.pattern, operation, self.axes_lengths)
        except EinopsError as e:
            raise EinopsError(f" Error while preparing {self!r}\n {e}")


class Rearrange(_Layer):
    def __init__(self, pattern, **axes_lengths):
        super().__init__()
        self.pattern, self.axes_lengths = pattern, axes_lengths
        self._check("rearrange")

    def forward(self, input):
        return _transformed(input, self.pattern, "rearrange", self.axes_lengths, True)


class Reduce(_Layer):
    def __init__(self, pattern, reduction, **axes_lengths):
        super().__init__()
        self.pattern, self.reduction, self.axes_lengths = pattern, reduction, axes_lengths
        self._check(reduction)

    def forward(self, input):
        return _transformed(input, self.pattern, self.reduction, self.axes_lengths, True)


def _names(axes):
    return "{" + ", ".join(repr(axis) for axis in axes) + "}"


def _unlike(side, *others):
    return [axis for axis in _flat(side.groups) if all(axis not in _flat(other.groups) for other in others)]


class EinMix(_Layer):
    def __init__(self, pattern, weight_shape, bias_shape=None, **axes_lengths):
        super().__init__()
        self.pattern, self.weight_shape, self.bias_shape = pattern, weight_shape, bias_shape
        self.axes_lengths = axes_lengths
        left_text, right_text = pattern.split("->")
        left, right, weight = _Side(left_text), _Side(right_text), _Side(weight_shape)
        bias = None if bias_shape is None else _Side(bias_shape)
        if why := self._problem(left, right, weight, bias):
            raise EinopsError(why)
        self.pre_rearrange = self.post_rearrange = None
        if _is_grouped(left):
            inside = {k: v for k, v in axes_lengths.items() if k in _flat(left.groups)}
            self.pre_rearrange = Rearrange(f"{left_text}-> {_text(left)}", **inside)
        if _is_grouped(right):
            self.post_rearrange = Rearrange(f"{_text(right)} ->{right_text}")
        mixed = 1
        for axis in _unlike(weight, right):
            mixed *= axes_lengths[axis]
        self.weight = _drawn([axes_lengths[axis] for axis in _flat(weight.groups)], (3 / mixed) ** 0.5)
        if bias is None:
            self.bias = None
        else:
            shape, of_bias = [], _flat(bias.groups)
            axes = _flat(right.groups)
            for i, axis in enumerate(axes):
                if axis != _DOTS:
                    shape.append(axes_lengths[axis] if axis in of_bias else 1)
                elif any(before in of_bias for before in axes[:i]):
                    raise EinopsError("all bias dimensions should go after ellipsis in the output")
            self.bias = _drawn(shape, (1 / mixed) ** 0.5)
        self.einsum_pattern = _lettered(f"{_text(left)}, {weight_shape} -> {_text(right)}")

    def _problem(self, left, right, weight, bias):
        lengths = self.axes_lengths
        if lost := _unlike(right, left, weight):
            return f"Unrecognized identifiers on the right side of EinMix {_names(lost)}"
        if weight.dots:
            return "Ellipsis is not supported in weight, as its shape should be fully specified"
        if left.dots != right.dots:
            return f"Ellipsis in EinMix should be on both sides, {self.pattern}"
        if left.dots_grouped:
            return f"Ellipsis on left side can't be in parenthesis, got {self.pattern}"
        if left.numbers or right.numbers or weight.numbers:
            return "Anonymous axes (numbers) are not allowed in EinMix"
        if "(" in self.weight_shape or ")" in self.weight_shape:
            return f"Parenthesis is not allowed in weight shape: {self.weight_shape}"
        for axis in _flat(weight.groups):
            if axis not in lengths:
                return f"Dimension {axis} of weight should be specified"
        used = _flat(left.groups) + _flat(weight.groups)
        if unused := [axis for axis in lengths if axis not in used]:
            return f"Axes {_names(unused)} are not used in pattern"
        if idle := _unlike(weight, left, right):
            return f"Weight axes {_names(idle)} are redundant"
        if bias is None:
            return ""
        if absent := _unlike(bias, right):
            return f"Bias axes {_names(absent)} not present in output"
        if open_ := [axis for axis in _flat(bias.groups) if axis not in lengths]:
            return f"Sizes not provided for bias axes {_names(open_)}"
        return ""

    def forward(self, input):
        x = input if self.pre_rearrange is None else self.pre_rearrange(input)
        x = torch.einsum(self.einsum_pattern, x, self.weight)
        if self.bias is not None:
            x += self.bias
        return x if self.post_rearrange is None else self.post_rearrange(x)


def _is_grouped(side):
    return side.dots_grouped or any(len(group) != 1 for group in side.groups)


def _text(side):
    """A side without its parentheses."""
    return " ".join("..." if axis == _DOTS else axis for axis in _flat(side.groups))


def _drawn(sizes, bound):
    return nn.Parameter(torch.zeros(tuple(sizes)).uniform_(-bound, bound))
