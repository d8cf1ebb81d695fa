# Maps of random variables with their Jacobians: torch/distributions/transforms.py, transformed_distribution.py.
import math
import torch
from torch.distributions import constraints
from torch.distributions.distribution import Distribution, sum_rightmost
from torch.nn import functional as F

# Given by the host: is_unknown(value).


class Transform:
    bijective = False
    domain = codomain = constraints.real
    sign = 1

    def __init__(self, cache_size=0):
        if cache_size not in (0, 1):
            raise ValueError("cache_size must be 0 or 1")
        self._cache_size, self._last = cache_size, (None, None)

    @property
    def event_dim(self):
        return self.domain.event_dim

    @property
    def inv(self):
        return _InverseTransform(self)

    def with_cache(self, cache_size=1):
        self._cache_size = cache_size
        return self

    def __call__(self, x):
        before, after = self._last
        if self._cache_size and x is before:
            return after
        y = self._call(x)
        self._last = x, y
        return y

    def _inv_call(self, y):
        before, after = self._last
        if self._cache_size and y is after:
            return before
        x = self._inverse(y)
        self._last = x, y
        return x

    def _call(self, x):
        raise NotImplementedError

    def _inverse(self, y):
        raise NotImplementedError

    def log_abs_det_jacobian(self, x, y):
        raise NotImplementedError

    def __repr__(self):
        return type(self).__name__ + "()"


class _InverseTransform(Transform):
    def __init__(self, transform):
        super().__init__()
        self._of, self.domain, self.codomain = transform, transform.codomain, transform.domain
        self.bijective, self.sign = transform.bijective, transform.sign

    @property
    def inv(self):
        return self._of

    def __call__(self, x):
        return self._of._inv_call(x)

    def _inv_call(self, y):
        return self._of(y)

    def log_abs_det_jacobian(self, x, y):
        return -self._of.log_abs_det_jacobian(y, x)

    def __repr__(self):
        return f"_InverseTransform({self._of!r})"


class ComposeTransform(Transform):
    def __init__(self, parts, cache_size=0):
        super().__init__(cache_size)
        self.parts = parts

    @property
    def domain(self):
        return self.parts[0].domain if self.parts else constraints.real

    @property
    def codomain(self):
        return self.parts[-1].codomain if self.parts else constraints.real

    @property
    def bijective(self):
        return all(part.bijective for part in self.parts)

    def __call__(self, x):
        for part in self.parts:
            x = part(x)
        return x

    def _inv_call(self, y):
        for part in reversed(self.parts):
            y = part._inv_call(y)
        return y

    def log_abs_det_jacobian(self, x, y):
        whole, deepest = 0, max([part.event_dim for part in self.parts] + [0])
        for part in self.parts:
            y = part(x)
            whole = whole + sum_rightmost(part.log_abs_det_jacobian(x, y), deepest - part.event_dim)
            x = y
        return whole

    def __repr__(self):
        return "ComposeTransform(\n    " + ",\n    ".join(repr(part) for part in self.parts) + "\n)"


class _Bijection(Transform):
    bijective = True

    def __eq__(self, other):
        return type(self) is type(other)


class ExpTransform(_Bijection):
    codomain = constraints.positive

    def _call(self, x):
        return x.exp()

    def _inverse(self, y):
        return y.log()

    def log_abs_det_jacobian(self, x, y):
        return x


class PowerTransform(_Bijection):
    domain = codomain = constraints.positive

    def __init__(self, exponent, cache_size=0):
        super().__init__(cache_size)
        self.exponent = torch.as_tensor(exponent)

    def _call(self, x):
        return x.pow(self.exponent)

    def _inverse(self, y):
        return y.pow(1 / self.exponent)

    def log_abs_det_jacobian(self, x, y):
        return (self.exponent * y / x).abs().log()


class SigmoidTransform(_Bijection):
    codomain = constraints.unit_interval

    def _call(self, x):
        kind = torch.finfo(x.dtype)
        return torch.clamp(torch.sigmoid(x), min=kind.tiny, max=1.0 - kind.eps)

    def _inverse(self, y):
        kind = torch.finfo(y.dtype)
        y = y.clamp(min=kind.tiny, max=1.0 - kind.eps)
        return y.log() - (-y).log1p()

    def log_abs_det_jacobian(self, x, y):
        return -F.softplus(-x) - F.softplus(x)


class SoftplusTransform(_Bijection):
    codomain = constraints.positive

    def _call(self, x):
        return F.softplus(x)

    def _inverse(self, y):
        return (-y).expm1().neg().log() + y

    def log_abs_det_jacobian(self, x, y):
        return -F.softplus(-x)


class TanhTransform(_Bijection):
    codomain = constraints.interval(-1.0, 1.0)

    def _call(self, x):
        return x.tanh()

    def _inverse(self, y):
        return torch.atanh(y)

    def log_abs_det_jacobian(self, x, y):
        return 2.0 * (math.log(2.0) - x - F.softplus(-2.0 * x))


class AbsTransform(Transform):
    codomain = constraints.nonnegative

    def _call(self, x):
        return x.abs()

    def _inverse(self, y):
        return y


class AffineTransform(_Bijection):
    def __init__(self, loc, scale, event_dim=0, cache_size=0):
        super().__init__(cache_size)
        self.loc, self.scale, self._event_dim = loc, scale, event_dim
        if event_dim:
            self.domain = self.codomain = constraints.independent(constraints.real, event_dim)

    @property
    def event_dim(self):
        return self._event_dim

    def _call(self, x):
        return self.loc + self.scale * x

    def _inverse(self, y):
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x, y):
        if isinstance(self.scale, torch.Tensor):
            made = torch.abs(self.scale).log()
        else:
            made = torch.full_like(x, math.log(abs(self.scale)))
        n = self._event_dim
        if n:
            made = made.expand(x.shape).reshape(x.shape[:-n] + (-1,)).sum(-1)
        return made.expand(x.shape[:x.dim() - n])


identity_transform = ComposeTransform([])


class TransformedDistribution(Distribution):
    def __init__(self, base_distribution, transforms, validate_args=None):
        if is_unknown(transforms) or isinstance(transforms, Transform):
            self.transforms = [transforms]
        elif isinstance(transforms, list):
            if not all(isinstance(t, Transform) for t in transforms):
                raise ValueError("transforms must be a Transform or a list of Transforms")
            self.transforms = transforms
        else:
            raise ValueError(f"transforms must be a Transform or list, but was {transforms}")
        shape = base_distribution.batch_shape + base_distribution.event_shape
        # A transform may see more of the axes as one event than the distribution does.
        dims = max([len(base_distribution.event_shape)] + [t.event_dim for t in self.transforms])
        if len(shape) < dims:
            raise ValueError(
                f"base_distribution needs to have shape with size at least {dims}, but got {shape}."
            )
        missing = dims - len(base_distribution.event_shape)
        if missing:
            from torch.distributions import Independent
            base_distribution = Independent(base_distribution, missing)
        self.base_dist = base_distribution
        super().__init__(shape[:len(shape) - dims], shape[len(shape) - dims:], validate_args=validate_args)

    @property
    def has_rsample(self):
        return self.base_dist.has_rsample

    @property
    def support(self):
        if not self.transforms:
            return self.base_dist.support
        support = self.transforms[-1].codomain
        missing = len(self.event_shape) - support.event_dim
        return constraints.independent(support, missing) if missing > 0 else support

    def _through(self, x):
        for transform in self.transforms:
            x = transform(x)
        return x

    def sample(self, sample_shape=torch.Size()):
        with torch.no_grad():
            return self._through(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape=torch.Size()):
        return self._through(self.base_dist.rsample(sample_shape))

    def log_prob(self, value):
        self._validate_sample(value)
        dims, made, y = len(self.event_shape), 0.0, value
        for transform in reversed(self.transforms):
            x = transform._inv_call(y)
            made = made - sum_rightmost(transform.log_abs_det_jacobian(x, y), dims - transform.event_dim)
            y = x
        return made + sum_rightmost(self.base_dist.log_prob(y), dims - len(self.base_dist.event_shape))
