# torch.utils.data: data sets, samplers, batches, what is drawn for them, and what is said of wrong ones.
import random

import torch
from torch import nn
from torch.utils.data import (BatchSampler, ChainDataset, ConcatDataset, DataLoader, Dataset, IterableDataset,
                              RandomSampler, Sampler, SequentialSampler, Subset, SubsetRandomSampler, TensorDataset,
                              WeightedRandomSampler, random_split)
from torch.utils.data.dataloader import default_collate
from collections import namedtuple


def tell(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ": " + str(e))


torch.manual_seed(3)
x, y = torch.arange(30.0).reshape(10, 3), torch.arange(10)
data = TensorDataset(x, y)
print(len(data), data[3], data[-1], data[[0, 2]], data[1:3])
tell(lambda: TensorDataset(x, y[:4]))
tell(lambda: data[10])

loader = DataLoader(data, batch_size=4)
print(len(loader), len(loader.dataset), loader.batch_size, loader.drop_last, loader.num_workers)
for xb, yb in loader:
    print(type(xb).__name__, xb, yb)
print(next(iter(loader))[0].shape, type(next(iter(loader))))
loader = DataLoader(data, 4, shuffle=True, drop_last=True)
print(len(loader))
for epoch in range(2):
    for i, (xb, yb) in enumerate(loader):
        print(epoch, i, xb.tolist(), yb.tolist())
print(torch.rand(2))
print([b[1].tolist() for b in DataLoader(data, 5, shuffle=True, generator=torch.Generator().manual_seed(7))])
print([b[1].tolist() for b in DataLoader(data, batch_size=3, sampler=SubsetRandomSampler([1, 3, 5, 7]))])
print([b[1].tolist() for b in DataLoader(data, batch_sampler=BatchSampler(SequentialSampler(data), 6, False))])
print([b[1].tolist() for b in DataLoader(data, batch_sampler=[[0, 1], [5], [9, 8, 7]])])
weights = WeightedRandomSampler([0.1] * 5 + [1.0] * 5, 6)
print(len(weights), [b[1].tolist() for b in DataLoader(data, batch_size=4, sampler=weights)])
print(list(RandomSampler(data)), list(RandomSampler(data, replacement=True, num_samples=12)))
print(list(RandomSampler(data, num_samples=13)))
print(list(BatchSampler(range(7), 3, True)), len(BatchSampler(range(7), 3, False)))
for item in DataLoader(data, batch_size=None):
    print(item[0].shape, item[1])
    break


class Squares(Dataset):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError("none left")
        return {"x": torch.tensor([i, i * i]), "name": f"item {i}", "weight": i / 2, "even": i % 2 == 0, "pair": (i, [i])}


for batch in DataLoader(Squares(5), batch_size=2):
    print(batch)
both = ConcatDataset([Squares(2), Squares(3)])
print(len(both), both.cumulative_sizes, both[2]["name"], both[-1]["name"], len(Squares(1) + Squares(4)))
tell(lambda: both[5])
tell(lambda: both[-6])
tell(lambda: ConcatDataset([]))
tell(lambda: Dataset()[0])
tell(lambda: len(Dataset()))

train, test = random_split(data, [7, 3])
print(len(train), len(test), train.indices, test.indices, train[0])
print([len(s) for s in random_split(data, [0.5, 0.25, 0.25], generator=torch.Generator().manual_seed(1))])
tell(lambda: random_split(data, [7, 4]))
tell(lambda: random_split(data, [1.5, -0.5]))
part = Subset(data, [2, 4, 6])
print(len(part), part[1], [b[1].tolist() for b in DataLoader(part, batch_size=2)])


class Ragged(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        return torch.zeros(i + 1), i


def padded(samples):
    xs, ys = zip(*samples)
    return nn.utils.rnn.pad_sequence(xs, batch_first=True), torch.tensor(ys)


tell(lambda: next(iter(DataLoader(Ragged(), batch_size=3))))
for lengths in DataLoader(Ragged(), batch_size=3, collate_fn=lambda samples: [len(s[0]) for s in samples]):
    print(lengths)
for xs, ys in DataLoader(Ragged(), batch_size=3, collate_fn=padded):
    print(xs.shape, ys)


class Numbers(IterableDataset):
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        yield from (torch.tensor(float(i)) for i in range(self.n))


for b in DataLoader(Numbers(5), batch_size=2):
    print(b)
print([b.tolist() for b in DataLoader(ChainDataset([Numbers(2), Numbers(1)]), batch_size=2, drop_last=True)])
tell(lambda: DataLoader(Numbers(2), shuffle=True))
tell(lambda: len(DataLoader(Numbers(2))))


class Backwards(Sampler):
    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source) - 1, -1, -1))

    def __len__(self):
        return len(self.data_source)


print([b[1].tolist() for b in DataLoader(data, batch_size=4, sampler=Backwards(data))])
tell(lambda: DataLoader(data, shuffle=True, sampler=Backwards(data)))
tell(lambda: DataLoader(data, batch_size=0))
tell(lambda: DataLoader(data, batch_size=-1))
tell(lambda: DataLoader(data, batch_size=None, drop_last=True))
tell(lambda: DataLoader(data, batch_sampler=[[0]], shuffle=True))
tell(lambda: DataLoader(data, num_workers=-1))
tell(lambda: DataLoader([], shuffle=True))
tell(lambda: RandomSampler(data, replacement=1))
tell(lambda: WeightedRandomSampler([1.0], 0))
tell(lambda: next(iter(DataLoader([object()], batch_size=1))).x)
tell(lambda: next(iter(DataLoader([(1, 2), (1,)], batch_size=2))))
tell(lambda: DataLoader(data, batch=3))
tell(lambda: DataLoader())

Point = namedtuple("Point", "x y")
print(default_collate([Point(1, 2.0), Point(3, 4.0)]))
print(default_collate([1, 2, 3]), default_collate([0.5, 1.5]), default_collate(["a", "b"]), default_collate([True, False]))
print(list(DataLoader(range(5), batch_size=2)), list(DataLoader([[1, 2], [3, 4]], batch_size=2)))
print(list(DataLoader(torch.arange(6).reshape(3, 2), batch_size=2)))

net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
for xb, yb in DataLoader(data, batch_size=8):
    print(net(xb).shape, nn.functional.mse_loss(net(xb).squeeze(1), yb.float()).shape)
