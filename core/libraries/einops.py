# einops 0.8: tensors by the names of their axes. Each function is made of PyTorch's own operations, as einops makes it.
import torch

# Given by the host: is_unknown(value); is_array(value): a numpy.ndarray; quietly(None): what nobody knows;
# unseen(function): its result, as no step of the trace; meet(tensor, axes): a tensor is about to be read as one of so
# many axes.

_DOTS = "…"
_REDUCTIONS = ("min", "max", "sum", "mean", "prod", "any", "all")
_MOST_AXES = 512  # more than a tensor may have: a bound on work


class EinopsError(RuntimeError):
    pass


class _Number:
    """A number in a pattern: an axis of its own wherever it stands."""

    def __init__(self, length):
        self.length = length

    def __repr__(self):
        return f"{self.length}-axis"


def _not_a_name(name, underscore=False):
    """Why it is no name of an axis; empty where it is one."""
    if not name.isidentifier():
        return "not a valid python identifier"
    if (name[0] == "_" or name[-1] == "_") and not (underscore and name == "_"):
        return "axis name should should not start or end with underscore"
    return ""


class _Side:
    """One side of a pattern. A group is what stands in parentheses, or one axis; 1 outside of them is an empty group,
    within them it is nothing."""

    def __init__(self, text, underscore=False, repeated=False):
        self.groups, self.dots, self.dots_grouped, self.numbers = [], "." in text, False, False
        self.underscore, self.repeated = underscore, repeated
        if self.dots:
            if "..." not in text:
                raise EinopsError("Expression may contain dots only inside ellipsis (...)")
            if text.count(".") != 3:
                raise EinopsError(
                    "Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor "
                )
            text = text.replace("...", _DOTS)
        self.names, self.inside, self.group = set(), False, []
        words = text.replace("(", " ( ").replace(")", " ) ").split(" ")
        for i, word in enumerate(words):
            if word == "(":
                if self.inside:
                    raise EinopsError("Axis composition is one-level (brackets inside brackets not allowed)")
                self.inside = True
            elif word == ")":
                if not self.inside:
                    raise EinopsError("Brackets are not balanced")
                self.groups.append(self.group)
                self.inside, self.group = False, []
            elif word:
                for c in word:
                    if not (c.isalnum() or c == "_" or c == _DOTS):
                        raise EinopsError(f"Unknown character '{c}'")
                if self.inside and i == len(words) - 1:
                    break
                self._add(word)
        if self.inside:
            raise EinopsError(f'Imbalanced parentheses in expression: "{text}"')

    def _add(self, word):
        if word in self.names and not (self.underscore and word == "_") and not self.repeated:
            raise EinopsError(f'Indexing expression contains duplicate dimension "{word}"')
        if word == "1":
            if not self.inside:
                self.groups.append([])
            return
        axis = word
        if word == _DOTS:
            self.dots_grouped = self.inside
        elif word.isdecimal():
            axis = _Number(int(word))
            if axis.length < 1:
                raise EinopsError(f"Anonymous axis should have positive length, not {axis.length}")
            self.numbers = True
        elif why := _not_a_name(word, self.underscore):
            raise EinopsError(f"Invalid axis identifier: {word}\n{why}")
        self.names.add(axis)
        if len(self.names) > _MOST_AXES:
            raise EinopsError(f"more than the {_MOST_AXES} axes that Shapewalk follows")
        if self.inside:
            self.group.append(axis)
        else:
            self.groups.append([axis])

    def spread(self, count):
        """The groups, with the ellipsis as the axes that it stands for."""
        dots = [f"{_DOTS}{i}" for i in range(count)]
        groups = []
        for group in self.groups:
            if group == [_DOTS] and not self.dots_grouped:
                groups += [[axis] for axis in dots]
            elif _DOTS in group:
                at = group.index(_DOTS)
                groups.append(group[:at] + dots + group[at + 1:])
            else:
                groups.append(group)
        return groups


def _flat(groups):
    return [axis for group in groups for axis in group]


def _set(axes):
    return "{" + ", ".join(repr(axis) for axis in axes) + "}"


def _without(axes, others):
    return [axis for axis in axes if axis not in others]


def _disagree(left, right, operation, lengths):
    """What is wrong with the axes of both sides."""
    start, end = _flat(left.groups), _flat(right.groups)
    gone, new = _without(start, end), _without(end, start)
    if operation == "rearrange":
        if left.numbers or right.numbers:
            return "Non-unitary anonymous axes are not supported in rearrange (exception is length 1)"
        if gone or new:
            return f"Identifiers only on one side of expression (should be on both): {_set(gone + new)}"
    elif operation == "repeat":
        if gone:
            return f"Unexpected identifiers on the left side of repeat: {_set(gone)}"
        if open_ := [axis for axis in new if isinstance(axis, str) and axis not in lengths]:
            return f"Specify sizes for new axes in repeat: {_set(open_)}"
    elif isinstance(operation, str) and operation not in _REDUCTIONS:
        return f"Unknown reduction {operation}. Expect one of {_REDUCTIONS}."
    elif new:
        return f"Unexpected identifiers on the right side of reduce {operation}: {_set(new)}"
    return ""


class _Plan:
    """What a pattern does to a tensor of so many axes: reshape, permute, reduce, add axes, reshape; each only where it
    does something. axes=None: as many as the pattern has. `lengths`: the names that come with a length."""

    def __init__(self, pattern, operation, lengths, axes=None):
        left_text, right_text = pattern.split("->")
        left, right = _Side(left_text), _Side(right_text)
        if not left.dots and right.dots:
            raise EinopsError(f"Ellipsis found in right side, but not left side of a pattern {pattern}")
        if left.dots_grouped:
            raise EinopsError(f"Ellipsis inside parenthesis in the left side is not allowed: {pattern}")
        if why := _disagree(left, right, operation, lengths):
            raise EinopsError(why)
        others = len(left.groups) - left.dots
        if axes is None:
            axes = len(left.groups)
        if axes < others if left.dots else axes != others:
            least = ">=" if left.dots else ""
            raise EinopsError(f"Wrong shape: expected {least}{others} dims. Received {axes}-dim tensor.")
        self.left, self.right = left.spread(axes - others), right.spread(axes - others)
        self.start = start = _flat(self.left)
        end = _flat(self.right)
        self.numbers = [axis for axis in start + end if isinstance(axis, _Number)]
        for name in lengths:
            if why := _not_a_name(name):
                raise EinopsError("Invalid name for an axis", name)
            if name not in start and name not in end:
                raise EinopsError(f"Axis {name} is not used in transform")
        self.groups = []  # of the left side: axes whose length is known, and the one whose length is not
        for group in self.left:
            open_ = [axis for axis in group if isinstance(axis, str) and axis not in lengths]
            if len(open_) > 1:
                raise EinopsError(f"Could not infer sizes for {_set(open_)}")
            self.groups.append((_without(group, open_), open_[0] if open_ else None))
        places = {axis: i for i, axis in enumerate(start)}
        self.order = [places[axis] for axis in end if axis in places]
        self.kept = len(self.order)
        self.order += [places[axis] for axis in _without(start, end)]
        self.added = [(i, axis) for i, axis in enumerate(end) if axis not in places]
        self.axes = len(end)
        self.splits = any(len(group) != 1 for group in self.left)
        self.permutes = self.order != sorted(self.order)
        self.joins = any(len(group) != 1 for group in self.right)

    def sizes(self, shape, lengths):
        """Of all axes."""
        sizes = dict(lengths)
        for axis in self.numbers:
            sizes[axis] = axis.length
        for (known, open_), arrives in zip(self.groups, shape):
            if not known and open_ is not None:
                sizes[open_] = arrives
                continue
            product = _product(known, sizes)
            if open_ is None:
                if arrives != product:
                    raise EinopsError(f"Shape mismatch, {arrives} != {product}")
            elif product == 0 or arrives % product != 0:
                raise EinopsError(f"Shape mismatch, can't divide axis of length {arrives} in chunks of {product}")
            else:
                sizes[open_] = arrives // product
        return sizes

    def follow(self, x, operation, sizes):
        if self.splits:
            x = x.reshape(tuple([sizes[axis] for axis in self.start]))
        if self.permutes:
            x = x.permute(tuple(self.order))
        if self.kept < len(self.order):
            x = _reduced(x, operation, tuple(range(self.kept, len(self.order))))
        if self.added:
            whole = [-1] * self.axes
            for at, axis in self.added:
                x = x.unsqueeze(at)
                whole[at] = sizes[axis]
            x = x.expand(tuple(whole))
        if self.joins:
            x = x.reshape(tuple([_product(group, sizes) for group in self.right]))
        return x


def _product(axes, sizes):
    product = None
    for axis in axes:
        product = sizes[axis] if product is None else product * sizes[axis]
    return 1 if product is None else product


def _reduced(x, operation, axes):
    if not isinstance(operation, str):
        return operation(x, axes)
    if operation == "mean" and not x.is_floating_point():
        raise NotImplementedError("reduce_mean is not available for non-floating tensors")
    if operation in ("sum", "mean"):
        return getattr(x, operation)(axes)
    if operation in ("max", "min"):
        return getattr(x, "a" + operation)(axes)
    for axis in reversed(axes):  # the others take one axis at a time
        x = getattr(x, operation)(axis)
    return x


_fronts, _plans = {}, {}


def _front(pattern):
    """How many groups the left side has, and whether one of them is an ellipsis; 0 where it cannot be read."""
    if pattern not in _fronts:
        left, _ = pattern.split("->")
        try:
            side = _Side(left)
            _fronts[pattern] = len(side.groups), side.dots
        except EinopsError:
            _fronts[pattern] = 0, False
    return _fronts[pattern]


def _plan(pattern, operation, lengths, axes):
    key = pattern, operation if isinstance(operation, str) else None, tuple(lengths), axes
    if key not in _plans:
        _plans[key] = _Plan(pattern, operation, lengths, axes)
    return _plans[key]


def _open(*values):
    return any(is_unknown(v) for v in values)


def _transformed(tensor, pattern, operation, lengths, of_layer):
    """A pattern that does not fit is an EinopsError: of a layer bare, of a function with what it was called with."""
    if isinstance(tensor, (list, tuple)):
        if not tensor:
            raise TypeError("Rearrange/Reduce/Repeat can't be applied to an empty list")
        tensor = torch.stack(tensor)
    if is_unknown(tensor) or is_unknown(operation) or not isinstance(pattern, str):
        return quietly(None)
    for n in lengths.values():
        if is_unknown(n) or not isinstance(n, int):
            return quietly(None)
    if is_array(tensor):
        return unseen(lambda: _transformed(torch.as_tensor(tensor), pattern, operation, lengths, of_layer)).numpy()
    if not isinstance(tensor, torch.Tensor):
        return quietly(None)
    groups, dots = _front(pattern)
    meet(tensor, groups)
    shape = tensor.shape
    if of_layer and (len(shape) + 1 < groups if dots else len(shape) != groups):
        # A layer has a recipe for each number of axes that its pattern is good for.
        raise KeyError(len(shape))
    try:
        plan = _plan(pattern, operation, lengths, len(shape))
        sizes = plan.sizes(shape, lengths)
    except EinopsError as e:
        if of_layer:
            raise
        raise EinopsError(
            f' Error while processing {operation}-reduction pattern "{pattern}".\n Input tensor shape: {shape}. '
            f"Additional info: {lengths}.\n {e}"
        )
    return plan.follow(tensor, operation, sizes)


def reduce(tensor, pattern, reduction, **axes_lengths):
    return _transformed(tensor, pattern, reduction, axes_lengths, False)


def rearrange(tensor, pattern, **axes_lengths):
    return _transformed(tensor, pattern, "rearrange", axes_lengths, False)


def repeat(tensor, pattern, **axes_lengths):
    return _transformed(tensor, pattern, "repeat", axes_lengths, False)


def parse_shape(x, pattern):
    if _open(x, pattern):
        return quietly(None)
    side = _Side(pattern, underscore=True)
    meet(x, len(side.groups))
    shape = x.shape

    def fails(why):
        raise RuntimeError(f"{why}: {pattern} {shape}")

    named = len(side.groups) - side.dots
    if any(len(group) > 1 for group in side.groups):
        fails("Can't parse shape with composite axes")
    if len(shape) < named if side.dots else len(shape) != named:
        fails(f"Can't parse shape with {'this number of' if side.dots else 'different number of'} dimensions")
    found = {}
    for group, n in zip(side.spread(len(shape) - named), shape):
        axis = group[0] if group else _Number(1)
        if isinstance(axis, str):
            if axis != "_" and axis[0] != _DOTS:
                found[axis] = n
        elif axis.length != n:
            fails("Length of anonymous axis does not match" if group else "Length of axis is not 1")
    return found


def _lettered(pattern):
    """The pattern of einops.einsum as torch.einsum takes it, with letters for names."""
    if "->" not in pattern:
        raise ValueError("Einsum pattern must contain '->'.")
    left, right = pattern.split("->")
    letters = {}

    def side(text, is_right):
        said = ""
        for group in _Side(text, underscore=True, repeated=not is_right).groups:
            if group == [_DOTS]:
                said += "..."
                continue
            if len(group) != 1:
                what = "Shape rearrangement is" if group else "Singleton () axes are"
                raise NotImplementedError(f"{what} not yet supported in einsum.")
            axis = group[0]
            if isinstance(axis, _Number):
                raise NotImplementedError("Anonymous axes are not yet supported in einsum.")
            if axis not in letters:
                if is_right:
                    raise EinopsError(f"Unknown axis {axis} on right side of einsum {pattern}.")
                if len(letters) == 52:
                    raise RuntimeError("Too many axes in einsum.")
                letters[axis] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(letters)]
            said += letters[axis]
        return said

    return ",".join([side(text, False) for text in left.split(",")]) + "->" + side(right, True)


def einsum(*tensors_and_pattern):
    if _open(*tensors_and_pattern):
        return quietly(None)
    if len(tensors_and_pattern) <= 1:
        raise ValueError(
            "`einops.einsum` takes at minimum two arguments: the tensors (at least one), followed by the pattern."
        )
    *tensors, pattern = tensors_and_pattern
    if not isinstance(pattern, str):
        raise ValueError(
            "The last argument passed to `einops.einsum` must be a string, representing the einsum pattern."
        )
    return torch.einsum(_lettered(pattern), *tensors)


def _around_star(pattern, operation):
    """How many axes "b * c" has before the star and after it."""
    axes = [axis for axis in pattern.split(" ") if axis]

    def fails(what):
        raise EinopsError(f'{what} in {operation}(..., "{pattern}")')

    if len(set(axes)) < len(axes):
        fails("Duplicates in axes names")
    if "*" not in axes:
        fails("No *-axis")
    for axis in axes:
        if axis != "*" and _not_a_name(axis):
            fails(f"Invalid axis name {axis}")
    return axes.index("*"), len(axes) - axes.index("*") - 1


def pack(tensors, pattern):
    if _open(tensors, pattern, *([] if isinstance(tensors, torch.Tensor) or _open(tensors) else tensors)):
        return quietly(None)
    before, after = _around_star(pattern, "pack")
    flat, packed = [], []
    for i, x in enumerate(tensors):
        meet(x, before + after + 1)
        shape = x.shape
        if len(shape) < before + after:
            raise EinopsError(
                f"packed tensor #{i} (enumeration starts with 0) has shape {shape}, while pattern {pattern} assumes at "
                f"least {before + after} axes"
            )
        end = len(shape) - after
        packed.append(shape[before:end])
        flat.append(x.reshape((*shape[:before], -1, *shape[end:])))
    flat[0]
    return torch.cat(flat, before), packed


def unpack(tensor, packed_shapes, pattern):
    if _open(tensor, packed_shapes, pattern) or any(_open(part, *part) for part in packed_shapes):
        return quietly(None)
    before, after = _around_star(pattern, "unpack")
    meet(tensor, before + after + 1)
    shape = tensor.shape
    if len(shape) != before + after + 1:
        raise EinopsError(f"unpack(..., {pattern}) received input of wrong dim with shape {shape}")
    lengths = [_product(range(len(part)), part) for part in packed_shapes]
    unknown = [i for i, part in enumerate(packed_shapes) if -1 in part]
    if len(unknown) > 1:
        raise EinopsError(
            f"unpack(..., {pattern}) received more than one -1 in {packed_shapes} and can't infer dimensions"
        )
    cuts = [0] * len(lengths) + [shape[before]]
    for i in range(unknown[0] if unknown else len(lengths) - 1):
        cuts[i + 1] = cuts[i] + lengths[i]
    if unknown:
        for i in range(len(lengths) - 1, unknown[0], -1):
            cuts[i] = cuts[i + 1] - lengths[i]
    try:
        return [
            tensor[(slice(None),) * before + (slice(cuts[i], cuts[i + 1]),)]
            .reshape((*shape[:before], *part, *shape[before + 1:]))
            for i, part in enumerate(packed_shapes)
        ]
    except Exception:
        raise EinopsError(
            f'Error during unpack(..., "{pattern}"): could not split axis of size {shape[before]} into requested '
            f"{packed_shapes}"
        )


def asnumpy(tensor):
    return tensor.detach().numpy()


def __getattr__(name):
    if name == "layers":
        import einops.layers as layers
        return layers
    raise AttributeError(f"module 'einops' has no attribute '{name}'")
