# Draws of one number after another, as PyTorch makes them on the CPU: aten/src/ATen/native/Distributions.{h,cpp}.
import math
import torch

# Given by the host: unseen(function, …): its result, as no step of the trace; is_unknown(value).


def _uniform():
    return unseen(lambda: torch.empty(1, dtype=torch.float64).uniform_()).item()


def _normal():
    return unseen(lambda: torch.empty(1, dtype=torch.float64).normal_()).item()


def _each(draw, *parameters):
    """A tensor of draws; open where the parameters or the draws are not known."""
    like = parameters[0].detach()
    lists = [unseen(lambda: p.detach().reshape(-1)).tolist() for p in parameters]
    if any(is_unknown(numbers) for numbers in lists) or is_unknown(_peek()):
        return torch._open(like.shape, like.dtype)
    made = [draw(*numbers) for numbers in zip(*lists)]
    return unseen(lambda: torch.tensor(made, dtype=torch.float64).reshape(like.shape))


def _peek():
    """A number where there are draws; none is taken."""
    with torch.random.fork_rng():
        return _uniform()


def _gamma(alpha):
    """Marsaglia and Tsang."""
    scale = 1.0
    if alpha < 1.0:
        if alpha == 0.0:
            return 0.0
        scale = (1 - _uniform()) ** (1.0 / alpha)
        alpha += 1.0
    d = alpha - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = _normal()
        y = 1.0 + c * x
        if y <= 0:
            continue
        v = y * y * y
        u = 1 - _uniform()
        if u < 1.0 - 0.0331 * x ** 4 or math.log(u) < 0.5 * x * x + d * (1.0 - v + math.log(v)):
            return scale * d * v


def gamma(concentration):
    tiny = torch.finfo(concentration.dtype).tiny
    return unseen(lambda: _each(_gamma, concentration).to(concentration.dtype).clamp(min=tiny))


def dirichlet(concentration):
    kind = torch.finfo(concentration.dtype)
    with torch.no_grad():
        parts = _each(_gamma, concentration)
        return unseen(lambda: (parts / parts.sum(-1, True)).to(concentration.dtype).clamp(kind.tiny, 1 - kind.eps / 2))


def _poisson(rate):
    if rate < 10:
        k, product, least = 0, 1.0, math.exp(-rate)
        while rate > 0:
            product *= _uniform()
            if product <= least:
                break
            k += 1
        return float(k)
    b = 0.931 + 2.53 * math.sqrt(rate)
    a = -0.059 + 0.02483 * b
    inverse = 1.1239 + 1.1328 / (b - 3.4)
    most = 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = _uniform() - 0.5, _uniform()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + rate + 0.43)
        if us >= 0.07 and v <= most:
            return float(k)
        if k < 0 or (us < 0.013 and v > us):
            continue
        chance = math.log(v) + math.log(inverse) - math.log(a / (us * us) + b)
        if chance <= k * math.log(rate) - rate - math.lgamma(k + 1):
            return float(k)


def poisson(rate):
    return _each(_poisson, rate).to(rate.dtype)


def _tail(k):
    """What Stirling's formula leaves of log k!."""
    if k <= 9:
        return math.lgamma(k + 1) - (0.5 * math.log(2 * math.pi) + (k + 0.5) * math.log(k + 1) - (k + 1))
    square = (k + 1) ** 2
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1)


def _binomial(count, prob):
    if count <= 0 or prob <= 0:
        return 0.0
    if prob >= 1:
        return count
    if prob > 0.5:
        return count - _binomial_below(count, 1 - prob)
    return _binomial_below(count, prob)


def _binomial_below(count, prob):
    """For a probability of a half at most."""
    if count * prob < 10:
        total, k, step = 0, 0, math.log1p(-prob)
        while True:
            u = _uniform()
            total += math.ceil(math.log(u) / step) if u > 0 else count + 1
            if total > count:
                return float(k)
            k += 1
    deviation = math.sqrt(count * prob * (1 - prob))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * prob
    r, alpha, m = prob / (1 - prob), (2.83 + 5.1 / b) * deviation, math.floor((count + 1) * prob)
    while True:
        u, v = _uniform() - 0.5, _uniform()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + count * prob + 0.5)
        if us >= 0.07 and v <= 0.92 - 4.2 / b:
            return float(k)
        if k < 0 or k > count:
            continue
        bound = (
            (m + 0.5) * math.log((m + 1) / (r * (count - m + 1)))
            + (count + 1) * math.log((count - m + 1) / (count - k + 1))
            + (k + 0.5) * math.log(r * (count - k + 1) / (k + 1))
            + _tail(m) + _tail(count - m) - _tail(k) - _tail(count - k)
        )
        if math.log(v * alpha / (a / (us * us) + b)) <= bound:
            return float(k)


def binomial(count, prob):
    return _each(_binomial, count, prob).to(prob.dtype)


def exponential(like, shape):
    """Tensor.exponential_()."""
    return unseen(lambda: -torch.log1p(-torch.empty(shape, dtype=torch.float64).uniform_()).to(like.dtype))
