# Views know where in memory they begin.
import torch

t = torch.tensor([[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23]])
print(t[1].tolist(), t[-1, 1:].tolist(), t[::2, 1::2].tolist(), t[:, -1].tolist(), t[..., None, 0].tolist())
print([r.tolist() for r in t], [c.tolist() for c in t.t()])
print([c.tolist() for c in t.chunk(2, 1)], [c.tolist() for c in t.split([1, 2])])
print(t.narrow(1, -3, 2).tolist(), t.select(0, -1).tolist(), [u.tolist() for u in t.unbind(1)])
print(t.diagonal(1).tolist(), t.diagonal(-1).tolist(), t.diagonal(9).tolist())
print(t[1:].as_strided((2,), (4,), 2).tolist(), t[1:].as_strided((2,), (4,)).tolist())
print([c.tolist() for c in torch.tensor_split(t[0], (2, 1))], t.unfold(1, 2, 2)[2].tolist())
print(t[1:][1, 2:][0].item(), t.view(2, 6)[1].tolist(), t.T[1:, 1:].tolist(), t[1:, 5:].tolist())
print([p.tolist() for p in torch.hsplit(t, 2)], t.expand(2, 3, 4)[1, 2].tolist(), t.permute(1, 0)[3].tolist())
a, b, c = t
print(a.tolist(), c[0].item(), t.movedim(0, 1)[2].tolist(), t.flatten()[5].item(), t.reshape(-1)[4:6].tolist())
t.unsqueeze_(0)
print(t.shape, t.detach()[0, 1].tolist(), t.squeeze_().shape)

# Views by size and stride stay inside their storage.
five = torch.arange(5.0)
print(five.as_strided((2, 3), (2, 1)), five[1:].as_strided((2,), (3,)), five.as_strided((0, 6), (1, 6)).shape)
for name, view in {
    "too many": lambda: five.as_strided((6, 6), (1, 6)),
    "an offset": lambda: torch.zeros(4, 5)[1:].as_strided((3,), (1,), 18),
    "a view's own offset": lambda: five[1:].as_strided((5,), (1,)),
    "backwards": lambda: five.as_strided((2,), (-1,)),
    "before the first": lambda: five.as_strided((2,), (1,), -1),
}.items():
    try:
        print(name, view())
    except RuntimeError as e:
        print(name, e)
