# Methods of nn.Module and containers of parameters that are not in C++ here: torch/nn/modules/module.py, container.py.
import torch
from collections import OrderedDict, namedtuple
from torch import nn

# Given by the host: is_unknown(value); unseen(function, …): its result, as no step of the trace.


class _IncompatibleKeys(namedtuple("_IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    def __repr__(self):
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"

    __str__ = __repr__


def load_state_dict(module, state_dict, strict=True, assign=False):
    if is_unknown(state_dict):
        return state_dict
    if not isinstance(state_dict, dict):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    own, errors, state_dict = module.state_dict(), [], OrderedDict(state_dict)
    for path, part in module.named_modules():
        for hook in part.__dict__.get("_load_state_dict_pre_hooks", {}).values():
            hook(part, state_dict, path and path + ".", {}, strict, [], [], errors)
    for key, tensor in own.items():
        given = state_dict.get(key)
        if not isinstance(given, torch.Tensor):
            continue
        if given.shape == tensor.shape:
            unseen(lambda: tensor.detach().copy_(given))
        else:
            errors.append(
                f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, "
                f"the shape in current model is {tensor.shape}."
            )
    # Counters came later than the others: where they are missing nobody says so.
    missing = [key for key in own if key not in state_dict and not key.endswith("num_batches_tracked")]
    unexpected = [key for key in state_dict if key not in own]
    if strict:
        for what, keys in (("Unexpected", unexpected), ("Missing", missing)):
            if keys:
                errors.insert(0, f"{what} key(s) in state_dict: " + ", ".join(f'"{key}"' for key in keys) + ". ")
    if errors:
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(module).__name__}:\n\t" + "\n\t".join(errors)
        )
    return _IncompatibleKeys(missing, unexpected)


class RemovableHandle:
    next_id = 0

    def __init__(self, hooks):
        self._hooks, self.id = hooks, RemovableHandle.next_id
        RemovableHandle.next_id += 1

    def remove(self):
        self._hooks.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


def _registered(module, kind, hook, with_kwargs, prepend):
    """Hooks lie under the module's attribute `kind`, where its call looks for them."""
    hooks = getattr(module, kind)
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    if with_kwargs:
        named = module.__dict__.get(kind + "_with_kwargs", {})
        named[handle.id] = True
        setattr(module, kind + "_with_kwargs", named)
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def register_forward_hook(module, hook, *, prepend=False, with_kwargs=False, always_call=False):
    return _registered(module, "_forward_hooks", hook, with_kwargs, prepend)


def register_forward_pre_hook(module, hook, *, prepend=False, with_kwargs=False):
    return _registered(module, "_forward_pre_hooks", hook, with_kwargs, prepend)


def register_load_state_dict_pre_hook(module, hook):
    hooks = module.__dict__.get("_load_state_dict_pre_hooks", OrderedDict())
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    module._load_state_dict_pre_hooks = hooks
    return handle


def register_full_backward_hook(module, hook, prepend=False):
    return RemovableHandle({})


register_backward_hook = register_full_backward_pre_hook = register_full_backward_hook


def get_parameter(module, target):
    path, _, name = target.rpartition(".")
    owner = module.get_submodule(path)
    if not hasattr(owner, name):
        raise AttributeError(f"{type(owner).__name__} has no attribute `{name}`")
    return getattr(owner, name)


get_buffer = get_parameter


class _parameters(dict):
    """What module._parameters gives: a change of it is one of the module `_of`."""

    def _register(self, key, value):
        self._of.register_parameter(key, value)

    def __setitem__(self, key, value):
        dict.update(self, {key: value})
        self._register(key, value)

    def update(self, *args, **kwargs):
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def __delitem__(self, key):
        self.pop(key)

    def pop(self, key, *default):
        if key in self:
            delattr(self._of, key)
        return dict.pop(self, key, *default)

    def clear(self):
        for key in list(self):
            del self[key]

    def copy(self):
        return dict(self)


class _buffers(_parameters):
    def _register(self, key, value):
        self._of.register_buffer(key, value)


class _modules(_parameters):
    def _register(self, key, value):
        self._of.register_module(key, value)


class ParameterDict(nn.Module):
    def __init__(self, parameters=None):
        super().__init__()
        self._keys = OrderedDict()
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key):
        return getattr(self, str(key))

    def __setitem__(self, key, value):
        self._keys[str(key)] = None
        if isinstance(value, torch.Tensor) and not isinstance(value, nn.Parameter):
            value = nn.Parameter(value)
        setattr(self, str(key), value)

    def __delitem__(self, key):
        del self._keys[str(key)]
        delattr(self, str(key))

    def __len__(self):
        return len(self._keys)

    def __iter__(self):
        return iter(list(self._keys))

    def __contains__(self, key):
        return key in self._keys

    def keys(self):
        return self._keys.keys()

    def items(self):
        return [(key, self[key]) for key in self._keys]

    def values(self):
        return [self[key] for key in self._keys]

    def get(self, key, default=None):
        return self[key] if key in self else default

    def pop(self, key):
        value = self[key]
        del self[key]
        return value

    def update(self, parameters):
        for key, value in parameters.items() if hasattr(parameters, "items") else parameters:
            self[key] = value

    def extra_repr(self):
        lines = []
        for key, p in self.items():
            size = "x".join(str(n) for n in p.size())
            lines.append(f"  ({key}): Parameter containing: [{p.type()} of size {size}]")
        return "\n".join(lines)


class DataParallel(nn.Module):
    """On the CPU it hands on to what it holds."""

    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.module = module

    def forward(self, *inputs, **kwargs):
        return self.module(*inputs, **kwargs)


DistributedDataParallel = DataParallel


def embedding_from_pretrained(cls, embeddings, freeze=True, padding_idx=None, max_norm=None, norm_type=2.0,
                              scale_grad_by_freq=False, sparse=False):
    """nn.Embedding.from_pretrained and nn.EmbeddingBag's."""
    if is_unknown(embeddings):
        return embeddings
    assert embeddings.dim() == 2, "Embeddings parameter is expected to be 2-dimensional"
    rows, cols = embeddings.shape
    made = cls(rows, cols, **({} if padding_idx is None else {"padding_idx": padding_idx}))
    made.weight = nn.Parameter(embeddings, requires_grad=not freeze)
    return made
