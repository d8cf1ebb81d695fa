# Data sets, samplers and the loader of batches: torch/utils/data, as far as shapes and numbers go (no workers).
import math
import torch

# Given by the host: is_unknown(value); is_array(value), of numpy; batches(fetch, lists of indices), an iterator that
# fetches when it is asked, or batches(fetch, indices, size, drop_last); unseen(function, …): its result, as no step of
# the trace; with_numbers(), whether the run computes numbers.


class Dataset:
    def __getitem__(self, index):
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other):
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    def __add__(self, other):
        return ChainDataset([self, other])

    def __iter__(self):
        raise NotImplementedError


class TensorDataset(Dataset):
    def __init__(self, *tensors):
        assert all(t.size(0) == tensors[0].size(0) for t in tensors), "Size mismatch between tensors"
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(t[index] for t in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)


class ConcatDataset(Dataset):
    def __init__(self, datasets):
        self.datasets = list(datasets)
        assert len(self.datasets) > 0, "datasets should not be an empty iterable"
        self.cumulative_sizes, total = [], 0
        for d in self.datasets:
            assert not isinstance(d, IterableDataset), "ConcatDataset does not support IterableDataset"
            total += len(d)
            self.cumulative_sizes.append(total)

    def __len__(self):
        return self.cumulative_sizes[-1]

    def __getitem__(self, index):
        if index < 0:
            if -index > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            index += len(self)
        begin = 0
        for d, end in zip(self.datasets, self.cumulative_sizes):
            if index < end:
                return d[index - begin]
            begin = end
        raise IndexError("list index out of range")


class ChainDataset(IterableDataset):
    def __init__(self, datasets):
        self.datasets = datasets

    def __iter__(self):
        for d in self.datasets:
            assert isinstance(d, IterableDataset), "ChainDataset only supports IterableDataset"
            yield from d

    def __len__(self):
        return sum(len(d) for d in self.datasets)


class Subset(Dataset):
    def __init__(self, dataset, indices):
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index):
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __len__(self):
        return len(self.indices)


def _shuffled(count, generator):
    return unseen(torch.randperm, count, generator=generator).tolist() or range(count)


def random_split(dataset, lengths, generator=torch.default_generator):
    if is_unknown(dataset) or is_unknown(len(dataset)):
        return [dataset for _ in lengths]
    total = len(dataset)
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        parts = []
        for i, fraction in enumerate(lengths):
            if fraction < 0 or fraction > 1:
                raise ValueError(f"Fraction at index {i} is not between 0 and 1")
            parts.append(math.floor(total * fraction))
        for i in range(total - sum(parts)):
            parts[i % len(parts)] += 1
        lengths = parts
    if sum(lengths) != total:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order, end, subsets = _shuffled(total, generator), 0, []
    for length in lengths:
        end += length
        subsets.append(Subset(dataset, order[end - length:end]))
    return subsets


class Sampler:
    def __init__(self, data_source=None):
        pass

    def __iter__(self):
        raise NotImplementedError


class SequentialSampler(Sampler):
    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


def _own_generator():
    generator = torch.Generator()
    generator.manual_seed(_seed(None))
    return generator


def _seed(generator):
    return unseen(lambda: torch.empty((), dtype=torch.int64).random_(generator=generator)).item()


class RandomSampler(Sampler):
    def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
        self.data_source = data_source
        self.replacement = replacement
        self._num_samples = num_samples
        self.generator = generator
        if not is_unknown(replacement) and not isinstance(replacement, bool):
            raise TypeError(f"replacement should be a boolean value, but got replacement={replacement}")
        if not is_unknown(self.num_samples) and (not isinstance(self.num_samples, int) or self.num_samples <= 0):
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={self.num_samples}")

    @property
    def num_samples(self):
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self):
        count, generator = len(self.data_source), self.generator
        if generator is None:
            generator = _own_generator()
        left = self.num_samples
        if self.replacement:
            while left > 0:
                some = min(32, left)
                drawn = unseen(torch.randint, high=count, size=(some,), generator=generator).tolist()
                yield from drawn or [0] * some
                left -= some
        while left > 0:
            order = _shuffled(count, generator)
            yield from order[:left]
            left -= len(order)

    def __len__(self):
        return self.num_samples


class SubsetRandomSampler(Sampler):
    def __init__(self, indices, generator=None):
        self.indices = indices
        self.generator = generator

    def __iter__(self):
        for i in _shuffled(len(self.indices), self.generator):
            yield self.indices[i]

    def __len__(self):
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    def __init__(self, weights, num_samples, replacement=True, generator=None):
        if not is_unknown(num_samples) and (type(num_samples) is not int or num_samples <= 0):
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={num_samples}")
        self.weights = torch.as_tensor(weights, dtype=torch.double)
        if len(self.weights.shape) != 1:
            raise ValueError(
                f"weights should be a 1d sequence but given weights have shape {tuple(self.weights.shape)}"
            )
        self.num_samples = num_samples
        self.replacement = replacement
        self.generator = generator

    def __iter__(self):
        drawn = unseen(
            torch.multinomial, self.weights, self.num_samples, self.replacement, generator=self.generator
        )
        return iter(drawn.tolist() or [0] * self.num_samples)

    def __len__(self):
        return self.num_samples


class BatchSampler(Sampler):
    def __init__(self, sampler, batch_size, drop_last):
        if not is_unknown(batch_size) and (type(batch_size) is not int or batch_size <= 0):
            raise ValueError(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
        if not is_unknown(drop_last) and not isinstance(drop_last, bool):
            raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self):
        batch = []
        for index in self.sampler:
            batch.append(index)
            if len(batch) == self.batch_size:
                yield batch
                batch = []
        if batch and not self.drop_last:
            yield batch

    def __len__(self):
        count = len(self.sampler)
        return count // self.batch_size if self.drop_last else (count + self.batch_size - 1) // self.batch_size


def default_convert(data):
    if is_array(data):
        return torch.as_tensor(data)
    if isinstance(data, dict):
        return {key: default_convert(value) for key, value in data.items()}
    return [default_convert(value) for value in data] if type(data) in (tuple, list) else data


def default_collate(batch):
    first = batch[0]
    if is_unknown(first):
        return first
    if isinstance(first, torch.Tensor):
        return torch.stack(batch, 0)
    if is_array(first):
        return torch.stack([torch.as_tensor(a) for a in batch], 0)
    if isinstance(first, float):
        return torch.tensor(batch, dtype=torch.float64)
    if isinstance(first, int):
        return torch.tensor(batch)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, dict):
        return {key: default_collate([sample[key] for sample in batch]) for key in first}
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(column) for column in zip(*batch)))
    if isinstance(first, (tuple, list)):
        if not all(len(sample) == len(first) for sample in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        return [default_collate(column) for column in zip(*batch)]
    raise TypeError(
        f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {type(first)}"
    )


def _stands_in(dataset):
    """Is it in place of data that are not here? Of these one batch is enough to compute with."""
    while isinstance(dataset, Subset):
        dataset = dataset.dataset
    return getattr(dataset, "stands_in", False)


class DataLoader:
    def __new__(cls, dataset=None, *args, **kwargs):
        return dataset if is_unknown(dataset) else object.__new__(cls)

    def __init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0,
                 collate_fn=None, pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None,
                 multiprocessing_context=None, generator=None, *, prefetch_factor=None, persistent_workers=False,
                 pin_memory_device="", in_order=True):
        if num_workers < 0:
            raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
        if num_workers == 0 and prefetch_factor is not None:
            raise ValueError(
                "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 to enable "
                "multiprocessing, otherwise set prefetch_factor to None."
            )
        if persistent_workers and num_workers == 0:
            raise ValueError("persistent_workers option needs num_workers > 0")
        if isinstance(dataset, IterableDataset):
            if shuffle not in (False, None):
                raise ValueError(
                    "DataLoader with IterableDataset: expected unspecified shuffle option, but got "
                    f"shuffle={shuffle}"
                )
            if sampler is not None:
                raise ValueError(
                    "DataLoader with IterableDataset: expected unspecified sampler option, but got "
                    f"sampler={sampler}"
                )
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last"
                )
            batch_size, drop_last = None, False
        elif batch_size is None and drop_last:
            raise ValueError(
                "batch_size=None option disables auto-batching and is mutually exclusive with drop_last"
            )
        self.dataset = dataset
        self.num_workers = num_workers
        self.pin_memory = pin_memory
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.generator = generator
        self.prefetch_factor = 2 if num_workers > 0 and prefetch_factor is None else prefetch_factor
        self.persistent_workers = persistent_workers
        if sampler is None and not isinstance(dataset, IterableDataset) and not is_unknown(len(dataset)):
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if batch_size is not None and batch_sampler is None and sampler is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self._seen = False
        self._batched = batch_size is not None or batch_sampler is not None
        self.collate_fn = collate_fn or (default_collate if self._batched else default_convert)

    def _fetch(self, index):
        if not self._batched:
            return self.collate_fn(self.dataset[index])
        if self.collate_fn is default_collate:
            # Rows of tensors at once: what stacking them one by one gives.
            dataset, rows = self.dataset, index
            while type(dataset) is Subset:
                dataset, rows = dataset.dataset, [dataset.indices[i] for i in rows]
            if type(dataset) is TensorDataset:
                return [t[rows] for t in dataset.tensors]
        if hasattr(self.dataset, "__getitems__"):
            return self.collate_fn(self.dataset.__getitems__(index))
        samples = []
        for i in index:
            # One sample is seen being made; all others are made as it is.
            samples.append(unseen(self._get, i) if self._seen else self._get(i))
            self._seen = True
        return self.collate_fn(samples)

    def _get(self, index):
        return self.dataset[index]

    def _stream(self):
        items = iter(self.dataset)
        if not self._batched:
            for item in items:
                yield self.collate_fn(item)
            return
        batch = []
        for item in items:
            batch.append(item)
            if len(batch) == self.batch_size:
                yield self.collate_fn(batch)
                batch = []
        if batch and not self.drop_last:
            yield self.collate_fn(batch)

    def __iter__(self):
        if isinstance(self.dataset, IterableDataset):
            return self._stream()
        order = self.batch_sampler if self.batch_sampler is not None else self.sampler
        if order is None or is_unknown(self.batch_size):
            return iter(len(self.dataset) if order is None else self.batch_size)
        _seed(self.generator)
        if with_numbers() and _stands_in(self.dataset):
            return batches(self._fetch, [next(iter(order))])
        if type(order) is BatchSampler:
            # Of a large data set only the batches that are asked for are made.
            sampler = order.sampler
            if type(sampler) is SequentialSampler:
                return batches(self._fetch, range(len(sampler)), order.batch_size, order.drop_last)
            if type(sampler) is RandomSampler and not sampler.replacement and sampler._num_samples is None:
                generator = _own_generator() if sampler.generator is None else sampler.generator
                return batches(self._fetch, _shuffled(len(sampler), generator), order.batch_size, order.drop_last)
        return batches(self._fetch, order)

    def __len__(self):
        if isinstance(self.dataset, IterableDataset):
            count = len(self.dataset)
            if self.batch_size is None:
                return count
            return count // self.batch_size if self.drop_last else math.ceil(count / self.batch_size)
        order = self.batch_sampler if self.batch_sampler is not None else self.sampler
        return len(self.dataset) if order is None else len(order)
