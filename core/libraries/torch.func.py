# Functions of functions: torch.func, torch/_functorch.
import torch

# Given by the host: unseen(function, …): its result, as no step of the trace; quietly(None) is something open;
# is_unknown(value); with_numbers(), whether the run computes numbers.


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    given = parameter_and_buffer_dicts
    if isinstance(given, (list, tuple)):
        given = {key: value for part in given for key, value in part.items()}
    if is_unknown(given) or is_unknown(module):
        return quietly(None)
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    before = []
    try:
        for key, tensor in given.items():
            path, _, name = key.rpartition(".")
            owner = module.get_submodule(path) if path else module
            for kind in ("parameter", "buffer"):
                there = getattr(owner, f"_{kind}s")
                if name in there:
                    before.append((owner, kind, dict(there)))
                    delattr(owner, name)
                    setattr(owner, name, tensor.detach() if isinstance(tensor, torch.nn.Parameter) else tensor)
        return module(*args, **(kwargs or {}))
    finally:
        for owner, kind, tensors in reversed(before):
            # All of them again, so that they stand in the order in which they were.
            for name, tensor in tensors.items():
                if name in owner.__dict__ or name in getattr(owner, f"_{kind}s"):
                    delattr(owner, name)
            for name, tensor in tensors.items():
                getattr(owner, f"register_{kind}")(name, tensor)


def stack_module_state(models):
    if len(models) == 0:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    made = []
    for kind in ("named_parameters", "named_buffers"):
        parts = [dict(getattr(model, kind)()) for model in models]
        stacked = {key: torch.stack([p[key].detach() for p in parts]) for key in parts[0]}
        made.append({key: t.requires_grad_(parts[0][key].requires_grad) for key, t in stacked.items()})
    return tuple(made)


def _mapped(value, dims, take):
    """The same nest of lists and dicts with take(leaf, its axis) in place of the leaves."""
    if isinstance(value, dict):
        return {key: _mapped(item, dims[key] if isinstance(dims, dict) else dims, take) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        each = dims if isinstance(dims, (list, tuple)) else [dims] * len(value)
        return type(value)([_mapped(item, d, take) for item, d in zip(value, each)])
    return take(value, dims)


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    name = getattr(func, "__name__", type(func).__name__)

    def wrapped(*args, **kwargs):
        called, sizes = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): ", []

        def size(leaf, axis):
            if axis is None or is_unknown(leaf):
                return
            if not isinstance(leaf, torch.Tensor):
                raise ValueError(
                    f"{called}Got in_dim={axis} for an input but the input is of type {type(leaf)}. We cannot vmap "
                    "over non-Tensor arguments, please use None as the respective in_dim"
                )
            if axis < -leaf.dim() or axis >= leaf.dim():
                raise ValueError(
                    f"{called}Got in_dim={axis} for some input, but that input is a Tensor of dimensionality "
                    f"{leaf.dim()} so expected in_dim to satisfy -{leaf.dim()} <= in_dim < {leaf.dim()}."
                )
            sizes.append(leaf.size(axis))

        _mapped(args, in_dims, size)
        _mapped(kwargs, 0, size)
        if not sizes:
            if any(is_unknown(a) for a in args):
                return quietly(None)
            raise ValueError(f"{called}got no Tensors to map over")
        if len(set(sizes)) > 1:
            raise ValueError(
                "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
                f"{sizes} for the mapped dimension"
            )

        def at(i):
            def take(leaf, axis):
                return leaf if axis is None or is_unknown(leaf) else leaf.select(axis, i)
            return func(*_mapped(args, in_dims, take), **_mapped(kwargs, 0, take))

        # Without numbers one of them shows how all are.
        first = at(0)
        rest = [unseen(at, i) for i in range(1, sizes[0])] if with_numbers() else [first] * (sizes[0] - 1)
        return _stacked([first] + rest, out_dims)

    def _stacked(results, axis):
        first = results[0]
        if is_unknown(first):
            return first
        if isinstance(first, dict):
            return {key: _stacked([r[key] for r in results], axis) for key in first}
        if isinstance(first, (list, tuple)):
            axes = axis if isinstance(axis, (list, tuple)) else [axis] * len(first)
            return type(first)([_stacked([r[i] for r in results], d) for i, d in enumerate(axes)])
        if not isinstance(first, torch.Tensor):
            raise ValueError(
                f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(first)}. Did you mean to set "
                "out_dims= to None for output?"
            )
        return first if axis is None else unseen(torch.stack, results, axis)

    return wrapped


def _argument(args, argnums):
    return tuple(args[i] for i in argnums) if isinstance(argnums, tuple) else args[argnums]


def _each(value, make):
    return _mapped(value, None, lambda leaf, _: leaf if is_unknown(leaf) else make(leaf))


def _scalar(output):
    if isinstance(output, torch.Tensor) and output.dim() != 0:
        raise RuntimeError(
            "Expected f(*args) to return a scalar tensor, got tensor with "
            f"{output.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
        )


def grad_and_value(func, argnums=0, has_aux=False):
    def wrapped(*args, **kwargs):
        output = func(*args, **kwargs)
        _scalar(output[0] if has_aux and isinstance(output, tuple) else output)
        return _each(_argument(args, argnums), lambda x: torch._open(x.shape, x.dtype)), output
    return wrapped


def grad(func, argnums=0, has_aux=False):
    def wrapped(*args, **kwargs):
        made, output = grad_and_value(func, argnums, has_aux)(*args, **kwargs)
        return (made, output[1]) if has_aux else made
    return wrapped


def _derivative(func, argnums, times):
    def wrapped(*args, **kwargs):
        output = func(*args, **kwargs)

        def of(y):
            return _each(_argument(args, argnums),
                         lambda x: torch._open(tuple(y.shape) + tuple(x.shape) * times, y.dtype))
        return _each(output, of)
    return wrapped


def jacrev(func, argnums=0, has_aux=False, **kwargs):
    return _derivative(func, argnums, 1)


jacfwd = jacrev


def hessian(func, argnums=0):
    return _derivative(func, argnums, 2)


def vjp(func, *primals, has_aux=False):
    output = func(*primals)

    def back(*cotangents, **kwargs):
        made = tuple(_each(x, lambda leaf: torch._open(leaf.shape, leaf.dtype)) for x in primals)
        return made
    return output, back


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    output = func(*primals)
    return output, _each(output, lambda y: torch._open(y.shape, y.dtype))
