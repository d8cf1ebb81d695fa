# Parameters that are made of others each time they are asked for: torch/nn/utils/parametrize.py.
import torch
from torch import nn
from torch.nn.utils import parametrizations

# Given by the host: unseen(function, …): its result, as no step of the trace; is_unknown(value).

_cached = None  # weights by module and name, inside of cached()


class cached:
    def __enter__(self):
        global _cached
        _cached = {}

    def __exit__(self, *error):
        global _cached
        _cached = None


def _set(owner, name, tensor):
    if isinstance(tensor, nn.Parameter):
        owner.register_parameter(name, tensor)
    else:
        owner.register_buffer(name, tensor)


def _is_list(value):
    return isinstance(value, (list, tuple))


def _same(what, kind, before, called, after, unless="`unsafe` flag is enabled"):
    if before != after:
        raise ValueError(
            f"Registering a parametrization may not change the {kind} of the tensor, unless {unless}.\n"
            f"{what}{before}\n{called}{after}"
        )


def _checked(tensor):
    if not isinstance(tensor, torch.Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(tensor).__name__}.")


class ParametrizationList(nn.ModuleList):
    def __init__(self, modules, original, unsafe=False):
        if len(modules) == 0:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe, kind, shape = unsafe, original.dtype, original.shape
        with torch.no_grad():
            new = unseen(self._inverse, original)
        if not isinstance(new, torch.Tensor) and not _is_list(new):
            raise ValueError(
                "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                f"Got {type(new).__name__}"
            )
        self.is_tensor = isinstance(new, torch.Tensor)
        self.ntensors = 1 if self.is_tensor else len(new)
        if self.is_tensor:
            if new.dtype != kind:
                raise ValueError(
                    "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                    f"original.dtype: {kind}\nright_inverse(original).dtype: {new.dtype}"
                )
            if new is not original:
                original.data = new.data
            _set(self, "original", original)
        else:
            for i, one in enumerate(new):
                if not isinstance(one, torch.Tensor):
                    raise ValueError(
                        "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                        f"Got element {i} of the sequence with type {type(one).__name__}."
                    )
                if isinstance(original, nn.Parameter):
                    one = nn.Parameter(one.data, original.requires_grad)
                _set(self, f"original{i}", one)
        if not unsafe:
            made = unseen(self)
            if is_unknown(made):
                return
            _checked(made)
            _same("unparametrized dtype: ", "dtype", kind, "parametrized dtype: ", made.dtype)
            _same("unparametrized shape: ", "shape", shape, "parametrized shape: ", made.shape)

    def _inverse(self, value):
        for module in reversed(list(self)):
            if hasattr(module, "right_inverse"):
                try:
                    value = module.right_inverse(value)
                except NotImplementedError:
                    pass
        return value

    def right_inverse(self, value):
        for module in reversed(list(self)):
            if not hasattr(module, "right_inverse"):
                raise RuntimeError(f"parametrization {type(module).__name__} does not implement right_inverse.")
            with torch.no_grad():
                value = module.right_inverse(value)
        if self.is_tensor:
            if not isinstance(value, torch.Tensor):
                raise ValueError(f"`right_inverse` should return a tensor. Got {type(value).__name__}")
            if value.dtype != self.original.dtype:
                raise ValueError(
                    f"The tensor returned by `right_inverse` has dtype {value.dtype} while `original` has dtype "
                    f"{self.original.dtype}"
                )
            self.original.data = value.data
            return
        if not _is_list(value):
            raise ValueError(f"'right_inverse' must return a sequence of tensors. Got {type(value).__name__}.")
        if len(value) != self.ntensors:
            raise ValueError(
                f"'right_inverse' must return a sequence of tensors of length {self.ntensors}. "
                f"Got a sequence of length {len(value)}."
            )
        for i, one in enumerate(value):
            getattr(self, f"original{i}").data = one.data

    def forward(self):
        modules = list(self)
        if self.is_tensor:
            made = modules[0](self.original)
        else:
            made = modules[0](*[getattr(self, f"original{i}") for i in range(self.ntensors)])
        for module in modules[1:]:
            made = module(made)
        return made

    def _weight(self):
        # What PyTorch's own ones compute is no step of the program's.
        own = all(isinstance(module, parametrizations.Own) for module in self)
        return unseen(self) if own else self()


def _with_class(module, names):
    """Gives the module a class of its own, with properties in the place of its parameters `names`."""
    cls = type(module)
    module.__class__ = type(f"Parametrized{cls.__name__}", (cls,), {})
    for name in names:
        _inject(module, name)


def _inject(module, name):
    def get(self):
        made = None if _cached is None else _cached.get((id(self), name))
        if made is None:
            made = self.parametrizations[name]._weight()
            if _cached is not None:
                _cached[id(self), name] = made
        return made

    def put(self, value):
        self.parametrizations[name].right_inverse(value)

    setattr(type(module), name, property(get, put))


def register_parametrization(module, tensor_name, parametrization, *, unsafe=False):
    if is_unknown(module) or is_unknown(parametrization):
        return module
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            before = unseen(getattr, module, tensor_name)
            after = unseen(parametrization, before)
            if not is_unknown(after) and not is_unknown(before):
                _checked(after)
                rest = "the `unsafe` flag is enabled"
                what, called = f"module.{tensor_name}.", f"parametrization(module.{tensor_name})."
                _same(what + "dtype: ", "dtype", before.dtype, called + "dtype: ", after.dtype, rest)
                _same(what + "shape: ", "shape", before.shape, called + "shape: ", after.shape, rest)
        module.parametrizations[tensor_name].append(parametrization)
        module.parametrizations[tensor_name].unsafe |= unsafe
    elif tensor_name in module._buffers or tensor_name in module._parameters:
        original = getattr(module, tensor_name)
        if is_unknown(original):
            return module
        made = ParametrizationList([parametrization], original, unsafe=unsafe)
        delattr(module, tensor_name)
        if not is_parametrized(module):
            _with_class(module, [])
            module.parametrizations = nn.ModuleDict()
        _inject(module, tensor_name)
        module.parametrizations[tensor_name] = made
    else:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name "
            f"'{tensor_name}'"
        )
    return module


def is_parametrized(module, tensor_name=None):
    there = module._modules.get("parametrizations")
    if not isinstance(there, nn.ModuleDict):
        return False
    return len(there) > 0 if tensor_name is None else tensor_name in there


def remove_parametrizations(module, tensor_name, leave_parametrized=True):
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    there = module.parametrizations[tensor_name]
    if there.is_tensor:
        original = there.original
        if leave_parametrized:
            original.data = unseen(getattr, module, tensor_name).data
    elif leave_parametrized:
        now = unseen(getattr, module, tensor_name)
        original = nn.Parameter(now.data) if now.requires_grad else now
    else:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a "
            "sequence of tensors."
        )
    del module.parametrizations[tensor_name]
    module.__class__ = type(module).__bases__[0]
    _set(module, tensor_name, original)
    if is_parametrized(module):
        _with_class(module, list(module.parametrizations))
    else:
        del module.parametrizations
    return module


def type_before_parametrizations(module):
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


def transfer_parametrizations_and_params(from_module, to_module, tensor_name=None):
    if is_parametrized(from_module):
        for name in list(from_module.parametrizations) if tensor_name is None else [tensor_name]:
            there = from_module.parametrizations[name]
            if not hasattr(to_module, name):
                setattr(to_module, name, nn.Parameter(unseen(getattr, from_module, name).data))
            for parametrization in there:
                register_parametrization(to_module, name, parametrization)
            for key, tensor in there._parameters.items():
                setattr(to_module.parametrizations[name], key, tensor)
    return to_module
