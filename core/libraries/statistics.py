# Means and spreads of numbers.
import math


class StatisticsError(ValueError):
    pass


def _all(data, least, name):
    data = list(data)
    if len(data) < least:
        points = "one data point" if least == 1 else "two data points"
        raise StatisticsError(f"{name} requires at least {points}")
    return data


def _whole(x):
    return int(x) if isinstance(x, float) and x == int(x) else x


def mean(data):
    data = _all(data, 1, "mean")
    total = math.fsum(data) / len(data)
    return _whole(total) if not [x for x in data if isinstance(x, float)] else total


def fmean(data, weights=None):
    data = _all(data, 1, "fmean")
    return math.fsum(data) / len(data)


def median(data):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    half = len(data) // 2
    return data[half] if len(data) % 2 else (data[half - 1] + data[half]) / 2


def mode(data):
    data = list(data)
    if not data:
        raise StatisticsError("no mode for empty data")
    best = data[0]
    for x in data:
        if data.count(x) > data.count(best):
            best = x
    return best


def _spread(data, less):
    middle = math.fsum(data) / len(data)
    return math.fsum([(x - middle) ** 2 for x in data]) / (len(data) - less)


def variance(data, xbar=None):
    return _spread(_all(data, 2, "variance"), 1)


def pvariance(data, mu=None):
    return _spread(_all(data, 1, "pvariance"), 0)


def stdev(data, xbar=None):
    return math.sqrt(_spread(_all(data, 2, "stdev"), 1))


def pstdev(data, mu=None):
    return math.sqrt(_spread(_all(data, 1, "pstdev"), 0))
