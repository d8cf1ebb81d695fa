# math: what is not told in C++.
import math


def modf(x):
    if math.isinf(x):
        return math.copysign(0.0, x), float(x)
    whole = float(math.trunc(x))
    return math.copysign(x - whole, x), whole


def frexp(x):
    if x == 0 or math.isinf(x) or math.isnan(x):
        return float(x), 0
    m, e = abs(float(x)), 0
    while m >= 1:
        m, e = m / 2, e + 1
    while m < 0.5:
        m, e = m * 2, e - 1
    return math.copysign(m, x), e


def ldexp(x, i):
    return x * 2.0**i


def remainder(x, y):
    return x - y * round(x / y)


def sumprod(p, q, /):
    return sum(a * b for a, b in zip(p, q, strict=True))
