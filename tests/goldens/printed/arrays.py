# numpy beside PyTorch: arrays and tensors of each other, dtypes, shapes, views, what is drawn, what is printed, errors.
import numpy as np
import torch
from torch import nn


def tell(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ": " + str(e))


a = np.array([[1, 2, 3], [4, 5, 6]])
print(a, a.shape, a.dtype, a.ndim, a.size, len(a), a.T.shape)
print(repr(a), repr(a.astype(np.float32)), repr(a / 2), repr(a > 2))
b = np.array([0.5, 1.25, -3.0], dtype=np.float32)
print(b, b.dtype, b.mean(), b.sum(), b.max(), b.argmax(), (b * 2).dtype, (b + a).dtype, (a + 1.5).dtype)
print(np.array([1.0, 2.5, 1e-5]), np.array([1e10, 1.0]), np.array([0.1, 0.25]), np.array([1.0, np.nan, np.inf]))
print(np.zeros((2, 3)), np.ones(4, dtype=int), np.full((2, 2), 7), np.eye(3), np.arange(5), np.arange(2, 10, 3), np.arange(0, 1, 0.25))
print(np.linspace(0, 1, 5), np.linspace(0, 1, 4, endpoint=False))
print(np.arange(24).reshape(2, 3, 4), np.arange(1200), np.arange(3000).reshape(3, 1000))
print(np.zeros((0, 3)), repr(np.zeros((0, 3))), repr(np.array([], dtype=np.float32)), np.array(3.5))

x = torch.from_numpy(a)
print(x, x.dtype, torch.from_numpy(b).dtype, torch.tensor(a).dtype, torch.tensor(b), torch.Tensor(a), torch.FloatTensor(b))
x[0, 0] = 9
print(a)
print(torch.tensor(np.array([1.5, 2.5])), torch.as_tensor(b).shape, torch.tensor([np.array([1, 2]), np.array([3, 4])]))
print(torch.ones(3).numpy(), torch.arange(6).reshape(2, 3).numpy().transpose(1, 0).shape, repr(torch.ones(2).numpy()))
w = torch.ones(2, requires_grad=True)
tell(lambda: w.numpy())
print(w.detach().numpy(), w.detach().cpu().numpy().dtype)
tell(lambda: torch.from_numpy([1, 2]))
tell(lambda: torch.from_numpy(torch.ones(2)))
tell(lambda: nn.Linear(3, 2)(np.ones((2, 3))))

print(a[0], a[1, 2], a[:, 1], a[:, ::-1], a[-1, -1], a[[1, 0]], a[a > 3], a[..., None].shape, a[None].shape)
tell(lambda: a[5])
c = a.copy()
c[0] = 0
c[:, 2] = [7, 8]
print(c, a)
c += 1
c *= 2
print(c, -c, c % 3, c // 3, c ** 2, 10 - c, c == 2, 1 / np.array([1.0, 2.0, 4.0]))
tell(lambda: np.ones(3) + np.ones(4))
tell(lambda: np.arange(6).reshape(4, 2))
tell(lambda: np.arange(6).reshape(-1, 4))
tell(lambda: bool(np.ones(2)))
tell(lambda: len(np.array(1)))

m = np.arange(12.0).reshape(3, 4)
print(m.mean(), m.mean(axis=0), m.sum(axis=1, keepdims=True), m.std(), m.var(axis=1), m.max(axis=0), m.min(), np.argmax(m, axis=1))
print(np.concatenate([m, m]).shape, np.concatenate([m, m], axis=1).shape, np.stack([m, m]).shape, np.vstack([m, m]).shape)
print(np.hstack([m, m]).shape, np.expand_dims(m, 0).shape, np.squeeze(m[None]).shape, np.transpose(m).shape, np.moveaxis(m[None], 0, -1).shape)
print(np.transpose(np.zeros((2, 3, 4)), (2, 0, 1)).shape, np.swapaxes(m, 0, 1).shape, np.tile(m, (2, 1)).shape, np.repeat(m, 2, axis=0).shape)
print(np.dot(m, m.T), (m @ m.T).shape, np.matmul(m, m.T)[0], np.outer([1, 2], [3, 4]))
print(np.sqrt(16), np.exp(0), np.floor(2.7), np.abs(-3), np.prod((2, 3, 4)), np.sqrt(np.array([1, 4, 9])), np.sin(np.zeros(2)), np.pi)
print(np.maximum(m, 5)[1], np.clip(m, 2, 3)[0], np.where(m > 5, 1, 0), np.round(np.array([1.234, 2.345]), 1), np.cumsum([1, 2, 3]))
print(np.sort(np.array([3, 1, 2])), np.argsort(np.array([3, 1, 2])), np.diff([1, 4, 9]), np.flip(np.arange(3)), np.allclose(m, m), np.array_equal(m, m + 1))
print(np.mean([1, 2, 3, 4]), np.sum([[1, 2], [3, 4]], axis=0), np.max([3, 9, 2]), np.median(np.array([3.0, 1.0, 2.0])), np.std([1.0, 3.0]))
print(m.tolist()[0], m.item(3), m.flatten().shape, m.ravel().shape, [v for v in b], [r.shape for r in m], f"{m.mean():.3f}", float(b[0]))
print(np.float32, np.float32(1.5), np.int64(3), np.float64 == m.dtype, m.dtype == np.float32, m.dtype == "float64", np.zeros(2).astype("float32").dtype, np.uint8(255))
print(isinstance(m, np.ndarray), isinstance(torch.ones(1), np.ndarray), type(m).__name__)

np.random.seed(0)
print(np.random.rand(3), np.random.rand(), np.random.randn(2, 2), np.random.randn(3), np.random.randn())
print(np.random.randint(0, 10, 8), np.random.randint(5), np.random.randint(0, 2, (2, 3)), np.random.uniform(-1, 1, 3), np.random.normal(5, 2, 2))
print(np.random.permutation(8), np.random.choice(5, 3), np.random.choice([10, 20, 30]), np.random.random((2, 2)))
order = np.arange(6)
np.random.shuffle(order)
print(order)
np.random.seed(42)
print(np.random.normal(size=3), np.random.RandomState(42).randn(3), np.random.choice(6, 4, replace=False))
tell(lambda: np.random.randint(3, 3))
state = np.random.RandomState(1)
print(state.randint(0, 256, (3, 3), dtype=np.uint8), state.randint(0, 200, 5, dtype=np.uint8), state.randint(0, 1000, 3, dtype=np.int16))
print(state.randint(-5, 5, 4, dtype=np.int8), state.randint(0, 70000, 3, dtype=np.int32), state.permutation(4), state.rand())

t = np.linspace(0, 20, 50)
series = np.sin(t).astype(np.float32)
xs, ys = [], []
for i in range(len(series) - 10):
    xs.append(series[i:i + 10])
    ys.append(series[i + 10])
X, Y = torch.tensor(np.array(xs)).unsqueeze(-1), torch.tensor(np.array(ys))
out, _ = nn.LSTM(1, 8, batch_first=True)(X)
print(X.shape, X.dtype, Y.shape, out.shape)
