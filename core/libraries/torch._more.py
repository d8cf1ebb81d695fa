# Functions of torch that are made of others, and the limits of dtypes.
import math
import torch
from collections import namedtuple
from torch.amp import (autocast, get_autocast_cpu_dtype, get_autocast_dtype, get_autocast_gpu_dtype,
                       is_autocast_cpu_enabled, is_autocast_enabled)

# Given by the host: is_unknown(value); unseen(function, …): its result, as no step of the trace; quietly(function, …):
# the same, open where it fails; drawn(generator, kind, size, a, b): see numpy.random; graded(tensor, name, of, keeps):
# what an operation of that name made of the tensors `of`, for gradients.


def _open(shape, dtype, name=None, *of):
    """A tensor whose numbers nobody knows."""
    made = drawn(None, "open", tuple(shape), 0, 0).to(dtype)
    return made if name is None else graded(made, name, of)


_FLOATS = {
    torch.float32: (32, 1.1920928955078125e-07, 3.4028234663852886e38, 1.1754943508222875e-38, 1e-06),
    torch.float64: (64, 2.220446049250313e-16, 1.7976931348623157e308, 2.2250738585072014e-308, 1e-15),
    torch.float16: (16, 0.0009765625, 65504.0, 6.103515625e-05, 0.001),
    torch.bfloat16: (16, 0.0078125, 3.3895313892515355e38, 1.1754943508222875e-38, 0.01),
}
_WHOLE = {torch.int64: 64, torch.int32: 32, torch.int16: 16, torch.int8: 8, torch.uint8: 8}


class finfo:
    def __init__(self, type=torch.float32):
        if type not in _FLOATS:
            raise TypeError(
                f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle '{_of(type)}'"
            )
        self.bits, self.eps, self.max, self.tiny, self.resolution = _FLOATS[type]
        self.min, self.smallest_normal, self.dtype = -self.max, self.tiny, str(type)[6:]

    def __repr__(self):
        names = "resolution", "min", "max", "eps", "smallest_normal", "tiny"
        told = ", ".join(f"{name}={getattr(self, name):g}" for name in names)
        return f"finfo({told}, dtype={self.dtype})"


def _of(dtype):
    return str(dtype)[6:]


class iinfo:
    def __init__(self, type):
        if type not in _WHOLE:
            raise TypeError(f"torch.iinfo() requires an integer input type. Use torch.finfo to handle '{_of(type)}'")
        self.bits, self.dtype = _WHOLE[type], _of(type)
        signed = type is not torch.uint8
        half = 2 ** (self.bits - signed - 1)
        self.max = half - 1 + half
        self.min = -self.max - 1 if signed else 0

    def __repr__(self):
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"


def normal(mean, std=1.0, size=None, *, generator=None, out=None, dtype=None, requires_grad=False, **kwargs):
    if size is not None:
        made = torch.empty(size, dtype=dtype).normal_(mean, std, generator=generator)
        return made.requires_grad_() if requires_grad else made
    if isinstance(mean, torch.Tensor) and isinstance(std, torch.Tensor):
        shape = torch.broadcast_shapes(mean.shape, std.shape)
    else:
        shape = mean.shape if isinstance(mean, torch.Tensor) else std.shape
    noise = unseen(lambda: torch.empty(shape).normal_(0.0, 1.0, generator=generator))
    return noise * std + mean


def trace(input):
    if input.dim() != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input.dim()}")
    return input.diagonal().sum()


def _indices(row, col, keep, dtype):
    places = [(i, j) for i in range(row) for j in range(col) if keep(i, j)]
    return torch.tensor([[i for i, _ in places], [j for _, j in places]], dtype=dtype or torch.int64).reshape(2, -1)


def tril_indices(row, col, offset=0, *, dtype=None, device=None, **kwargs):
    return _indices(row, col, lambda i, j: j - i <= offset, dtype)


def triu_indices(row, col, offset=0, *, dtype=None, device=None, **kwargs):
    return _indices(row, col, lambda i, j: j - i >= offset, dtype)


def isin(elements, test_elements, *, assume_unique=False, invert=False, out=None):
    elements, wanted = torch.as_tensor(elements), torch.as_tensor(test_elements)
    return unseen(lambda: (elements.unsqueeze(-1) == wanted.reshape(-1)).any(-1) ^ invert)


def bincount(input, weights=None, minlength=0):
    numbers = input.tolist()
    if is_unknown(numbers):
        return quietly(None)
    if input.dim() != 1 or input.is_floating_point() or min([0] + numbers) < 0:
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    counts = [0] * max([minlength] + [n + 1 for n in numbers])
    amounts = [1] * len(numbers) if weights is None else weights.tolist()
    for n, amount in zip(numbers, amounts):
        counts[n] += amount
    kind = torch.int64 if weights is None else torch.promote_types(weights.dtype, torch.float32)
    return torch.tensor(counts, dtype=kind)


def _result(name, *fields):
    """A tuple with named fields, as torch.return_types has them."""
    class Result(namedtuple(name, fields)):
        def __repr__(self):
            told = ",\n".join(f"{field}={value!r}" for field, value in zip(fields, self))
            return f"torch.return_types.{name}(\n{told})"

    Result.__name__ = name
    return Result


def inverse(input, *, out=None):
    return torch.linalg.inv(input)


def det(input):
    return torch.linalg.det(input)


def logdet(input):
    return det(input).log()


def slogdet(input):
    return torch.linalg.slogdet(input)


def pinverse(input, rcond=1e-15):
    return torch.linalg.pinv(input)


def matrix_power(input, n, *, out=None):
    return torch.linalg.matrix_power(input, n)


def cholesky(input, upper=False, *, out=None):
    return torch.linalg.cholesky(input, upper=upper)


def cholesky_inverse(input, upper=False, *, out=None):
    return torch.linalg.inv(input.mT @ input if upper else input @ input.mT)


def qr(input, some=True, *, out=None):
    return _result("qr", "Q", "R")(*torch.linalg.qr(input, "reduced" if some else "complete"))


def svd(input, some=True, compute_uv=True, *, out=None):
    made = torch.linalg.svd(input, full_matrices=not some)
    return _result("svd", "U", "S", "V")(made[0], made[1], made[2].mT)


def poisson(input, generator=None):
    return torch.distributions._draws.poisson(input)


def binomial(count, prob, generator=None):
    return torch.distributions._draws.binomial(count, prob)


def save(obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True):
    return torch.serialization.save(obj, f)


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, **pickle_load_args):
    return torch.serialization.load(f, weights_only=weights_only)


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    return torch.func.vmap(func, in_dims, out_dims, randomness, chunk_size=chunk_size)


def complex(real, imag, *, out=None):
    return _open(torch.broadcast_shapes(real.shape, imag.shape), torch.complex64, "ComplexBackward0", real, imag)


def polar(abs, angle, *, out=None):
    return _open(torch.broadcast_shapes(abs.shape, angle.shape), torch.complex64, "PolarBackward0", abs, angle)


def view_as_complex(input):
    if not input.is_floating_point():
        raise RuntimeError(
            "view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: "
            + input.type()[6:-6]
        )
    if input.dim() == 0:
        raise RuntimeError("Input tensor must have one or more dimensions")
    if input.size(-1) != 2:
        raise RuntimeError("Tensor must have a last dimension of size 2")
    return _open(input.shape[:-1], torch.complex64, "ViewAsComplexBackward0", input)


def view_as_real(input):
    if input.dtype != torch.complex64:
        raise RuntimeError("view_as_real is only supported for complex tensors")
    return _open(tuple(input.shape) + (2,), torch.float32, "ViewAsRealBackward0", input)


def real(input):
    return input.real


def imag(input):
    if input.dtype != torch.complex64:
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return input.imag


def angle(input):
    if input.dtype == torch.complex64:
        return _open(input.shape, torch.float32, "AngleBackward0", input)
    made = unseen(lambda: torch.where(input < 0, math.pi, 0.0).to(promote_types(input.dtype, torch.float32)))
    return graded(made, "AngleBackward0", [input])


def conj(input):
    return input


def stft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode="reflect", normalized=False,
         onesided=None, return_complex=None):
    hop = n_fft // 4 if hop_length is None else hop_length
    if not return_complex:
        raise RuntimeError(
            "stft requires the return_complex parameter be given for real inputs, and will further require that "
            "return_complex=True in a future PyTorch release."
        )
    length = input.size(-1) + (2 * (n_fft // 2) if center else 0)
    rows = n_fft // 2 + 1 if onesided is None or onesided else n_fft
    return _open(tuple(input.shape[:-1]) + (rows, 1 + (length - n_fft) // hop), torch.complex64, "SqueezeBackward4", input)


def promote_types(type1, type2):
    return unseen(lambda: torch.empty(1, dtype=type1) + torch.empty(1, dtype=type2)).dtype


def result_type(tensor1, tensor2):
    return unseen(lambda: tensor1 + tensor2).dtype


def get_default_dtype():
    return torch.float32


def get_num_threads():
    return 1


class Function:
    """torch.autograd.Function: its forward, out of autograd's sight; its backward is not called."""

    @classmethod
    def apply(cls, *args, **kwargs):
        context = _Context()
        with torch.no_grad():
            if hasattr(cls, "setup_context"):
                output = cls.forward(*args, **kwargs)
                cls.setup_context(context, args, output)
            else:
                output = cls.forward(context, *args, **kwargs)
        name, keeps = cls.__name__ + "Backward", len(context.saved_tensors) > 0
        if isinstance(output, tuple):
            return tuple(graded(x, name, args, keeps) for x in output)
        return graded(output, name, args, keeps)


class _Context:
    saved_tensors = ()

    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors

    def _nothing(self, *args):
        pass

    mark_dirty = mark_non_differentiable = set_materialize_grads = save_for_forward = _nothing


def _roots(outputs, grad_outputs):
    outputs = [outputs] if isinstance(outputs, torch.Tensor) else list(outputs)
    given = [grad_outputs] if grad_outputs is None or isinstance(grad_outputs, torch.Tensor) else list(grad_outputs)
    for i, x in enumerate(outputs):
        if is_unknown(x):
            continue
        if not x.requires_grad:
            raise RuntimeError(f"element {i} of tensors does not require grad and does not have a grad_fn")
        if (given[i] if i < len(given) else None) is None and x.numel() != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
    return outputs


def grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, allow_unused=None, **kwargs):
    """torch.autograd.grad: tensors like the inputs, whose numbers are not computed here."""
    inputs = [inputs] if isinstance(inputs, torch.Tensor) else list(inputs)
    outputs = _roots(outputs, grad_outputs)
    known = not any(is_unknown(x) for x in [*inputs, *outputs])
    found = [True for x in inputs]
    if known:
        for x in inputs:
            if not x.requires_grad:
                raise RuntimeError("One of the differentiated Tensors does not require grad")
        found = gone_back(outputs, inputs, create_graph if retain_graph is None else retain_graph)
        if not allow_unused and not all(found):
            raise RuntimeError(
                "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True "
                "if this is the desired behavior."
            )
    made = []
    for x, there in zip(inputs, found):
        g = quietly(_open, x.shape, x.dtype) if there else None
        made.append(graded(g, "MulBackward0", [*outputs, *inputs]) if create_graph and there else g)
    return tuple(made)


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, **kwargs):
    """torch.autograd.backward: what Tensor.backward does, of several tensors at once."""
    tensors = _roots(tensors, grad_tensors)
    if len(tensors) == 1:
        return tensors[0].backward(grad_tensors if grad_tensors is None or isinstance(grad_tensors, torch.Tensor)
                                   else grad_tensors[0], retain_graph, create_graph)
    total = gone_back(tensors, None, create_graph if retain_graph is None else retain_graph)
    for x in total:
        if x.grad is None:
            x.grad = quietly(_open, x.shape, x.dtype)
