# What is done to the parameters of modules: torch/nn/utils.
import copy
import torch
import torch.nn.utils as here
from torch import nn
from torch.nn import functional as F

# Given by the host: unseen(function, …): its result, as no step of the trace; graded(tensor, name): with that grad_fn;
# with_numbers(), whether the run computes numbers; is_unknown(value).


fusion = clip_grad = convert_parameters = init = here  # modules of PyTorch's whose names are all in this one


def norm_except_dim(v, pow=2, dim=0):
    """The norms of what lies at each place of `dim`, as wide as v in no other; dim -1: of all."""
    if dim == -1:
        return v.norm(pow)
    others = [i for i in range(v.dim()) if i != dim]
    return torch.linalg.vector_norm(v, pow, others, True) if others else v.abs()


def weight_of_norm(v, g, dim):
    """torch._weight_norm."""
    made = v * (g / norm_except_dim(v, 2, dim))
    return graded(made, "WeightNormInterfaceBackward0") if dim in (0, v.dim() - 1) else made


class WeightNorm:
    def __init__(self, name, dim):
        self.name, self.dim = name, -1 if dim is None else dim

    def compute_weight(self, module):
        g, v = getattr(module, self.name + "_g"), getattr(module, self.name + "_v")
        return unseen(weight_of_norm, v, g, self.dim)

    def remove(self, module):
        weight = self.compute_weight(module)
        for name in ("", "_g", "_v"):
            delattr(module, self.name + name)
        setattr(module, self.name, nn.Parameter(weight.data))

    def __call__(self, module, inputs):
        setattr(module, self.name, self.compute_weight(module))


def _hooked(module, kind, name):
    """The key of such a hook on this parameter, or None."""
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, kind) and hook.name == name:
            return key
    return None


def _unhooked(module, kind, name, called):
    key = _hooked(module, kind, name)
    if key is None:
        raise ValueError(f"{called} of '{name}' not found in {module}")
    module._forward_pre_hooks.pop(key).remove(module)
    return module


def _once(module, kind, name, called):
    if _hooked(module, kind, name) is not None:
        raise RuntimeError(f"Cannot register two {called} hooks on the same parameter {name}")


def weight_norm(module, name="weight", dim=0):
    if is_unknown(module):
        return module
    _once(module, WeightNorm, name, "weight_norm")
    hook = WeightNorm(name, dim)
    weight = getattr(module, name)
    if is_unknown(weight):
        return module
    delattr(module, name)
    size = unseen(lambda: norm_except_dim(weight.detach(), 2, hook.dim))
    module.register_parameter(name + "_g", nn.Parameter(size))
    module.register_parameter(name + "_v", nn.Parameter(weight.data))
    hook(module, None)
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module, name="weight"):
    return _unhooked(module, WeightNorm, name, "weight_norm")


def matrix_of(weight, dim):
    """Its rows by `dim`, all else in one."""
    if dim != 0:
        weight = weight.permute(dim, *[d for d in range(weight.dim()) if d != dim])
    return weight.reshape(weight.size(0), -1)


def rows_of(module):
    return 1 if isinstance(module, (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)) else 0


def positive(n_power_iterations):
    if n_power_iterations <= 0:
        raise ValueError(
            f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
        )
    return n_power_iterations


class SpectralNorm:
    def __init__(self, name="weight", n_power_iterations=1, dim=0, eps=1e-12):
        self.name, self.dim, self.eps = name, dim, eps
        self.n_power_iterations = positive(n_power_iterations)

    def _weight(self, module, rounds):
        weight, u, v = (getattr(module, self.name + name) for name in ("_orig", "_u", "_v"))
        matrix = matrix_of(weight, self.dim)
        if with_numbers():
            with torch.no_grad():
                for _ in range(rounds):
                    v.copy_(F.normalize(torch.mv(matrix.t(), u), dim=0, eps=self.eps))
                    u.copy_(F.normalize(torch.mv(matrix, v), dim=0, eps=self.eps))
        return weight / torch.dot(u, torch.mv(matrix, v))

    def compute_weight(self, module, do_power_iteration):
        return unseen(self._weight, module, self.n_power_iterations if do_power_iteration else 0)

    def remove(self, module):
        weight = self.compute_weight(module, False)
        for name in ("", "_u", "_v", "_orig"):
            delattr(module, self.name + name)
        module.register_parameter(self.name, nn.Parameter(unseen(weight.detach)))

    def __call__(self, module, inputs):
        setattr(module, self.name, self.compute_weight(module, module.training))


def drawn_direction(like, n, eps):
    return F.normalize(like.detach().new_empty(n).normal_(0, 1), dim=0, eps=eps)


def spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
    if is_unknown(module):
        return module
    _once(module, SpectralNorm, name, "spectral_norm")
    hook = SpectralNorm(name, n_power_iterations, rows_of(module) if dim is None else dim, eps)
    weight = module._parameters[name]
    if weight is None:
        raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
    if is_unknown(weight):
        return module
    height, width = unseen(lambda: matrix_of(weight.detach(), hook.dim)).shape
    u = unseen(drawn_direction, weight, height, eps)
    v = unseen(drawn_direction, weight, width, eps)
    delattr(module, name)
    module.register_parameter(name + "_orig", weight)
    setattr(module, name, weight.data)
    module.register_buffer(name + "_u", u)
    module.register_buffer(name + "_v", v)
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module, name="weight"):
    return _unhooked(module, SpectralNorm, name, "spectral_norm")


def _gradients(parameters):
    parameters = [parameters] if isinstance(parameters, torch.Tensor) else parameters
    return [] if is_unknown(parameters) else [p.grad for p in parameters if p.grad is not None]


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    tensors = [tensors] if isinstance(tensors, torch.Tensor) else list(tensors)
    if not tensors:
        return torch.tensor(0.0)
    norm_type = float(norm_type)
    norms = [torch.linalg.vector_norm(t.detach(), norm_type) for t in tensors]
    total = torch.linalg.vector_norm(torch.stack(norms), norm_type)
    if error_if_nonfinite and not is_unknown(total.item()) and not torch.isfinite(total):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be "
            "clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
            "`error_if_nonfinite=False`"
        )
    return total


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    for grad in _gradients(parameters):
        unseen(lambda: grad.mul_(torch.clamp(float(max_norm) / (total_norm + 1e-6), max=1.0)))


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    parameters = [parameters] if isinstance(parameters, torch.Tensor) else parameters
    parameters = parameters if is_unknown(parameters) else list(parameters)
    with torch.no_grad():
        total = unseen(get_total_norm, _gradients(parameters), norm_type, error_if_nonfinite)
        clip_grads_with_norm_(parameters, max_norm, total)
    return total


clip_grad_norm = clip_grad_norm_


def clip_grad_value_(parameters, clip_value, foreach=None):
    clip_value = float(clip_value)
    for grad in _gradients(parameters):
        unseen(lambda: grad.clamp_(-clip_value, clip_value))


def parameters_to_vector(parameters):
    return torch.cat([p.view(-1) for p in parameters])


def vector_to_parameters(vec, parameters):
    if not isinstance(vec, torch.Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    at = 0
    for p in parameters:
        p.data = vec[at:at + p.numel()].view_as(p).data
        at += p.numel()


def _fused(weight, bias, mean, var, eps, scale, shift, shape):
    bias = torch.zeros_like(mean) if bias is None else bias
    scale = torch.ones_like(mean) if scale is None else scale
    shift = torch.zeros_like(mean) if shift is None else shift
    by = torch.rsqrt(var + eps)
    made = (weight * (scale * by).reshape(shape)).to(weight.dtype), ((bias - mean) * by * scale + shift).to(bias.dtype)
    return nn.Parameter(made[0], weight.requires_grad), nn.Parameter(made[1], bias.requires_grad)


def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
    shape = ([1, -1] if transpose else [-1, 1]) + [1] * (conv_w.dim() - 2)
    return unseen(_fused, conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, shape)


def fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b):
    return unseen(_fused, linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, [-1, 1])


def fuse_conv_bn_eval(conv, bn, transpose=False):
    assert not (conv.training or bn.training), "Fusion only for eval!"
    fused = copy.deepcopy(conv)
    assert bn.running_mean is not None and bn.running_var is not None
    fused.weight, fused.bias = fuse_conv_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose
    )
    return fused


def fuse_linear_bn_eval(linear, bn):
    assert not (linear.training or bn.training), "Fusion only for eval!"
    fused = copy.deepcopy(linear)
    assert linear.out_features == bn.num_features or bn.num_features == 1, (
        "To fuse, linear.out_features == bn.num_features or bn.num_features == 1"
    )
    fused.weight, fused.bias = fuse_linear_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    return fused


def skip_init(module_cls, *args, **kwargs):
    """What its parameters hold is not known."""
    if not issubclass(module_cls, nn.Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    kwargs.pop("device", None)
    with torch.random.fork_rng():
        made = module_cls(*args, **kwargs)
    for p in made.parameters():
        p.data = torch.empty(p.shape, dtype=p.dtype)
    return made


def convert_conv2d_weight_memory_format(module, memory_format):
    return module
