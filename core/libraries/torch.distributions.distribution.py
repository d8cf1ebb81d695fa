# What all distributions have: torch/distributions/distribution.py, utils.py.
import math
import torch
from torch.distributions import constraints

# Given by the host: unseen(function, …): its result, as no step of the trace; is_unknown(value).


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, torch.Tensor)


def broadcast_all(*values):
    if any(is_unknown(v) for v in values):
        return tuple(v for v in values if is_unknown(v))[:1] * len(values)
    if not all(isinstance(v, torch.Tensor) or is_number(v) for v in values):
        raise ValueError(
            "Input arguments must all be instances of numbers.Number, torch.Tensor or objects implementing "
            "__torch_function__."
        )
    tensors = [v for v in values if isinstance(v, torch.Tensor)]
    dtype = tensors[0].dtype if tensors else torch.float32
    made = [v if isinstance(v, torch.Tensor) else torch.tensor(v, dtype=dtype) for v in values]
    return made if len({tuple(v.shape) for v in made}) == 1 else torch.broadcast_tensors(*made)


def sum_rightmost(value, dims):
    return value if dims == 0 else value.reshape(value.shape[:-dims] + (-1,)).sum(-1)


def clamp_probs(probs):
    eps = torch.finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


def logits_to_probs(logits, is_binary=False):
    return torch.sigmoid(logits) if is_binary else torch.nn.functional.softmax(logits, dim=-1)


def probs_to_logits(probs, is_binary=False):
    probs = clamp_probs(probs)
    return torch.log(probs) - torch.log1p(-probs) if is_binary else torch.log(probs)


class Distribution:
    has_rsample = has_enumerate_support = False
    arg_constraints = {}
    _validate_args = True

    @staticmethod
    def set_default_validate_args(value):
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def __init__(self, batch_shape=torch.Size(), event_shape=torch.Size(), validate_args=None):
        self._batch_shape, self._event_shape = batch_shape, event_shape
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            for name, constraint in self.arg_constraints.items():
                value = self._held(name)
                if value is not None and not constraints.is_dependent(constraint) and self._breaks(constraint, value):
                    raise ValueError(
                        f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of "
                        f"distribution {self!r} to satisfy the constraint {constraint!r}, but found invalid values:\n"
                        f"{value}"
                    )

    def _broadcast(self, validate_args, **given):
        """Takes parameters that are as wide as one another; numbers alone make no batch."""
        held = broadcast_all(*given.values())
        for name, value in zip(given, held):
            setattr(self, name, value)
        shape = torch.Size() if all(is_number(v) for v in given.values()) else held[0].shape
        Distribution.__init__(self, shape, validate_args=validate_args)

    def _held(self, name):
        """A parameter that the distribution holds itself; None where it is another's, or not made yet."""
        return self.__dict__.get("_" + name if "_" + name in self.__dict__ else name)

    def _breaks(self, constraint, value):
        """What is not known breaks nothing."""
        if is_unknown(value):
            return False
        fine = unseen(lambda: constraint.check(value.detach()).all()).item()
        return not is_unknown(fine) and not fine

    @property
    def batch_shape(self):
        return self._batch_shape

    @property
    def event_shape(self):
        return self._event_shape

    @property
    def mean(self):
        raise NotImplementedError

    @property
    def variance(self):
        raise NotImplementedError

    @property
    def mode(self):
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def stddev(self):
        return self.variance.sqrt()

    def expand(self, batch_shape, _instance=None):
        batch_shape = torch.Size(batch_shape)
        made = self.__new__(type(self))
        for name, value in self.__dict__.items():
            if isinstance(value, Distribution):
                value = value.expand(batch_shape)
            elif isinstance(value, torch.Tensor) and name != "temperature":
                value = value.expand(batch_shape + value.shape[len(self._batch_shape):])
            setattr(made, name, value)
        made._batch_shape = batch_shape
        return made

    def sample(self, sample_shape=torch.Size()):
        with torch.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=torch.Size()):
        raise NotImplementedError

    def sample_n(self, n):
        return self.sample((n,))

    def log_prob(self, value):
        raise NotImplementedError

    def cdf(self, value):
        raise NotImplementedError

    def icdf(self, value):
        raise NotImplementedError

    def entropy(self):
        raise NotImplementedError

    def enumerate_support(self, expand=True):
        raise NotImplementedError

    def perplexity(self):
        return torch.exp(self.entropy())

    def _extended_shape(self, sample_shape=torch.Size()):
        return torch.Size(sample_shape) + self._batch_shape + self._event_shape

    def _validate_sample(self, value):
        if not self._validate_args or is_unknown(value):
            return
        if not isinstance(value, torch.Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        start = value.dim() - len(self._event_shape)
        if tuple(value.shape[max(start, 0):]) != tuple(self._event_shape):
            raise ValueError(
                f"The right-most size of value must match event_shape: {value.size()} vs {self._event_shape}."
            )
        expected = self._batch_shape + self._event_shape
        for i, j in zip(reversed(value.shape), reversed(expected)):
            if i != 1 and j != 1 and i != j:
                raise ValueError(
                    f"Value is not broadcastable with batch_shape+event_shape: {value.size()} vs {expected}."
                )
        support = self.support
        if self._breaks(support, value):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the "
                f"support ({support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    def __repr__(self):
        told = []
        for name in self.arg_constraints:
            value = self._held(name)
            if value is not None:
                told.append(f"{name}: {value if is_unknown(value) or value.numel() == 1 else value.size()}")
        return f"{type(self).__name__}({', '.join(told)})"


class OfProbs(Distribution):
    """Those that have probabilities or their logits, and make the others when they are asked for."""

    _binary = False

    @property
    def probs(self):
        if "_probs" not in self.__dict__:
            self._probs = logits_to_probs(self._logits, self._binary)
        return self._probs

    @property
    def logits(self):
        if "_logits" not in self.__dict__:
            self._logits = probs_to_logits(self._probs, self._binary)
        return self._logits

    @property
    def _param(self):
        return self._probs if self._by_probs else self._logits

    @property
    def param_shape(self):
        return self._param.size()

    def _one_of(self, probs, logits):
        """The one that is given; it is held under its name."""
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        self._by_probs = probs is not None
        return probs if self._by_probs else logits

    def _broadcast_one(self, probs, logits, validate_args):
        given = self._one_of(probs, logits)
        self._broadcast(validate_args, **{"_probs" if self._by_probs else "_logits": given})


class ExponentialFamily(Distribution):
    pass
