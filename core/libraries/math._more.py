# math: what is not told in C++.
import math


def modf(x):
    if math.isnan(x):
        return x, x
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
    return x * 2.0 ** (i // 2) * 2.0 ** (i - i // 2)


def remainder(x, y):
    if math.isinf(y) and not math.isinf(x):
        return float(x)
    rest, whole = math.fmod(abs(x), abs(y)), abs(float(y))
    # Two halves: what is nearer to a multiple, the even one of two.
    if 2 * rest > whole or (2 * rest == whole and math.fmod(abs(x), 2 * whole) > whole):
        rest -= whole
    return rest if math.copysign(1.0, x) > 0 else -rest


def sumprod(p, q, /):
    return sum(a * b for a, b in zip(p, q, strict=True))
