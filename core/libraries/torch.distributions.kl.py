# Kullback and Leibler's divergence: torch/distributions/kl.py.
import math
import torch
from torch.distributions import _continuous, _discrete, _made, transforms
from torch.distributions.distribution import sum_rightmost
from torch.nn import functional as F

# Given by the host: is_unknown(value).

_written = {}


def register_kl(type_p, type_q):
    def keep(function):
        _written[type_p, type_q] = function
        return function
    return keep


def kl_divergence(p, q):
    if is_unknown(p) or is_unknown(q):
        return p if is_unknown(p) else q
    for a in type(p).__mro__:
        for b in type(q).__mro__:
            if (a, b) in _written:
                return _written[a, b](p, q)
    raise NotImplementedError(
        f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}"
    )


def _same(cls):
    return register_kl(cls, cls)


@_same(_continuous.Normal)
def _normal(p, q):
    ratio = (p.scale / q.scale).pow(2)
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).pow(2) - 1 - ratio.log())


@_same(_continuous.HalfNormal)
def _half_normal(p, q):
    return _normal(p.base_dist, q.base_dist)


@_same(_continuous.Laplace)
def _laplace(p, q):
    ratio, away = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + away / q.scale + ratio * torch.exp(-away / p.scale) - 1


@_same(_continuous.Uniform)
def _uniform(p, q):
    made = ((q.high - q.low) / (p.high - p.low)).log()
    return made.masked_fill((q.low > p.low) | (q.high < p.high), math.inf)


@register_kl(_continuous.Uniform, _continuous.Normal)
def _uniform_normal(p, q):
    width = p.high - p.low
    square = width.pow(2) / 12 + ((p.high + p.low - 2 * q.loc) / 2).pow(2)
    return (math.sqrt(math.pi * 2) * q.scale / width).log() + 0.5 * square / q.scale.pow(2)


@_same(_continuous.Exponential)
def _exponential(p, q):
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


@_same(_continuous.Gamma)
def _gamma(p, q):
    first = q.concentration * (p.rate / q.rate).log() + torch.lgamma(q.concentration) - torch.lgamma(p.concentration)
    more = (p.concentration - q.concentration) * torch.digamma(p.concentration)
    return first + more + (q.rate - p.rate) * (p.concentration / p.rate)


@_same(_continuous.Beta)
def _beta(p, q):
    sum_p, sum_q = p.concentration1 + p.concentration0, q.concentration1 + q.concentration0
    of_q = q.concentration1.lgamma() + q.concentration0.lgamma() + sum_p.lgamma()
    of_p = p.concentration1.lgamma() + p.concentration0.lgamma() + sum_q.lgamma()
    one = (p.concentration1 - q.concentration1) * torch.digamma(p.concentration1)
    zero = (p.concentration0 - q.concentration0) * torch.digamma(p.concentration0)
    return of_q - of_p + one + zero + (sum_q - sum_p) * torch.digamma(sum_p)


@_same(_continuous.Dirichlet)
def _dirichlet(p, q):
    a, b = p.concentration, q.concentration
    norm = a.sum(-1).lgamma() - b.sum(-1).lgamma() - (a.lgamma() - b.lgamma()).sum(-1)
    return norm + ((a - b) * (a.digamma() - a.sum(-1).digamma().unsqueeze(-1))).sum(-1)


@_same(_discrete.Bernoulli)
def _bernoulli(p, q):
    one = p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))
    one = one.masked_fill(q.probs == 0, math.inf).masked_fill(p.probs == 0, 0)
    zero = (1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))
    return one + zero.masked_fill(q.probs == 1, math.inf).masked_fill(p.probs == 1, 0)


@_same(_discrete.Categorical)
def _categorical(p, q):
    made = p.probs * (p.logits - q.logits)
    return made.masked_fill(q.probs == 0, math.inf).masked_fill(p.probs == 0, 0).sum(-1)


@_same(_discrete.OneHotCategorical)
def _one_hot(p, q):
    return _categorical(p._categorical, q._categorical)


@_same(_discrete.Poisson)
def _poisson(p, q):
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@_same(_discrete.Geometric)
def _geometric(p, q):
    return -p.entropy() - torch.log1p(-q.probs) / p.probs - q.logits


@_same(_made.MultivariateNormal)
def _multivariate(p, q):
    if p.event_shape != q.event_shape:
        raise ValueError(
            "KL-divergence between two Multivariate Normals with                          different event shapes "
            "cannot be computed"
        )
    solved = torch.linalg.solve_triangular(q._root, p._root, upper=False)
    square = solved.flatten(-2).pow(2).sum(-1) + q._distance(q.loc - p.loc)
    return q._half_log_det() - p._half_log_det() + 0.5 * (square - p.event_shape[0])


@_same(_made.Independent)
def _independent(p, q):
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)


@_same(transforms.TransformedDistribution)
def _transformed(p, q):
    if p.transforms != q.transforms or p.event_shape != q.event_shape:
        raise NotImplementedError
    return kl_divergence(p.base_dist, q.base_dist)
