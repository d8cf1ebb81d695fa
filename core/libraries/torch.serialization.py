# torch.save and torch.load within a program: what was saved comes back. Files that were there before are left open.
import copy
import torch

# Given by the host: is_unknown(value); quietly(None) is something open.

_ABSENT = object()
_files = {}
_safe = []


class UnpicklingError(Exception):
    pass


def _is_path(f):
    return isinstance(f, str) or hasattr(f, "__fspath__")


def save(obj, f):
    if is_unknown(f):
        return
    if _is_path(f):
        _files[str(f)] = _kept(obj)
    else:
        f._saved = _kept(obj)


def _kept(obj):
    return obj if is_unknown(obj) else copy.deepcopy(obj)


def load(f, weights_only=None):
    if is_unknown(f):
        return f
    made = _files.get(str(f), _ABSENT) if _is_path(f) else getattr(f, "_saved", _ABSENT)
    if made is _ABSENT:
        return quietly(None)
    if weights_only is None or weights_only:
        cls = _forbidden(made)
        if cls is not None:
            raise UnpicklingError(_refused(cls, weights_only))
    return _kept(made)


def _forbidden(value):
    """The class of the first module or thing of the program's own in it."""
    if is_unknown(value):
        return None
    cls = value if isinstance(value, type) else type(value)
    if cls not in _safe and (issubclass(cls, torch.nn.Module) or cls.__module__ == "__main__"):
        return cls
    parts = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    found = [_forbidden(item) for item in parts] if isinstance(value, (dict, list, tuple, set)) else []
    return next((cls for cls in found if cls is not None), None)


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
