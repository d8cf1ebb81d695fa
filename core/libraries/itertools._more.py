# itertools: what is not told in C++.


def compress(data, selectors):
    return (d for d, s in zip(data, selectors) if s)


def batched(iterable, n, *, strict=False):
    if n < 1:
        raise ValueError("n must be at least one")
    return _batches(iter(iterable), n, strict)


def _batches(iterator, n, strict):
    while True:
        batch = []
        for item in iterator:
            batch.append(item)
            if len(batch) == n:
                break
        if strict and 0 < len(batch) < n:
            raise ValueError("batched(): incomplete batch")
        if batch:
            yield tuple(batch)
        if len(batch) < n:
            return
