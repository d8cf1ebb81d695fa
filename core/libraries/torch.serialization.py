# torch.save and torch.load within a program: what was saved comes back. Files that were there before are left open.
import copy
import torch

# Given by the host: is_unknown(value); quietly(None) is something open.

_files = {}
_safe = []


class UnpicklingError(Exception):
    pass


def _place(f):
    """Where the file f is kept: by its name, or at the file in memory itself."""
    return (_files, str(f)) if isinstance(f, str) or hasattr(f, "__fspath__") else (f.__dict__, "_saved")


def save(obj, f):
    if is_unknown(f):
        return
    where, name = _place(f)
    where[name] = _kept(obj)
    if where is not _files:
        f._saved = where[name]


def _kept(obj):
    return obj if is_unknown(obj) else copy.deepcopy(obj)


def load(f, weights_only=None):
    if is_unknown(f):
        return f
    where, name = _place(f)
    if name not in where:
        return quietly(None)
    made = where[name]
    if weights_only is None or weights_only:
        cls = _forbidden(made)
        if cls is not None:
            raise UnpicklingError(_refused(cls, weights_only))
    return _kept(made)


def _forbidden(value):
    """The class of the first thing in it that is no number, tensor or container of these."""
    if is_unknown(value) or value is None or isinstance(value, (torch.Tensor, str, int, float, bool)):
        return None
    if isinstance(value, dict):
        for key, item in value.items():
            found = _forbidden(key) or _forbidden(item)
            if found is not None:
                return found
        return None
    if isinstance(value, (list, tuple, set)):
        for item in value:
            found = _forbidden(item)
            if found is not None:
                return found
        return None
    return type(value) if isinstance(value, torch.nn.Module) and type(value) not in _safe else None


def add_safe_globals(safe_globals):
    _safe.extend(safe_globals)


class safe_globals:
    def __init__(self, safe_globals):
        self._more = safe_globals

    def __enter__(self):
        _safe.extend(self._more)

    def __exit__(self, *error):
        del _safe[len(_safe) - len(self._more):]


def _refused(cls, weights_only):
    name, module = cls.__name__, cls.__module__
    why = (
        "This file can still be loaded, to do so you have two options, \033[1mdo those steps only if you trust the "
        "source of the checkpoint\033[0m. \n\t(1) "
    )
    if weights_only is None:
        why += (
            "In PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` from `False` "
            "to `True`. "
        )
    return (
        f"Weights only load failed. {why}Re-running `torch.load` with `weights_only` set to `False` will likely "
        "succeed, but it can result in arbitrary code execution. Do it only if you got the file from a trusted source.\n\t(2) "
        "Alternatively, to load with `weights_only=True` please check the recommended steps in the following error "
        f"message.\n\tWeightsUnpickler error: Unsupported global: GLOBAL {module}.{name} was not an allowed global by "
        f"default. Please use `torch.serialization.add_safe_globals([{name}])` or the "
        f"`torch.serialization.safe_globals([{name}])` context manager to allowlist this global if you trust this "
        "class/function.\n\nCheck the documentation of torch.load to learn more about types accepted by default with "
        "weights_only https://pytorch.org/docs/stable/generated/torch.load.html."
    )
