# Learning rates, Enums of texts, dataclasses, limits of dtypes, arrays in loaders and indices, functions of one's own.
import torch, warnings
warnings.simplefilter("ignore")
import numpy as np
from torch import nn, optim
from torch.optim import lr_scheduler as S
from torch.utils.data import DataLoader
from enum import Enum
from dataclasses import dataclass, field, is_dataclass, FrozenInstanceError
def tell(f):
    try: print(f())
    except Exception as e: print(type(e).__name__ + ": " + str(e))
m = nn.Linear(2, 2)
def rates(make, n=9):
    o = optim.SGD(m.parameters(), lr=.1); s = make(o); out = [o.param_groups[0]["lr"]]
    for i in range(n): s.step(); out.append(o.param_groups[0]["lr"])
    print(type(s).__name__, [round(x, 10) for x in out], s.get_last_lr() == [o.param_groups[0]["lr"]])
rates(lambda o: S.OneCycleLR(o, max_lr=.1, total_steps=10))
rates(lambda o: S.OneCycleLR(o, max_lr=.1, epochs=2, steps_per_epoch=5, anneal_strategy="linear"))
rates(lambda o: S.OneCycleLR(o, max_lr=.1, total_steps=10, three_phase=True))
rates(lambda o: S.CosineAnnealingWarmRestarts(o, 3, 2))
rates(lambda o: S.PolynomialLR(o, 4, 2.0))
rates(lambda o: S.MultiplicativeLR(o, lambda e: .9))
rates(lambda o: S.SequentialLR(o, [S.LinearLR(o, .1, total_iters=2), S.CosineAnnealingLR(o, 4)], [2]))
rates(lambda o: S.SequentialLR(o, [S.ConstantLR(o, .1, 2), S.ExponentialLR(o, .9)], [3]))
rates(lambda o: S.ChainedScheduler([S.ConstantLR(o, .1, 2), S.ExponentialLR(o, .9)]))
o = optim.SGD(m.parameters(), lr=.1); s = S.ReduceLROnPlateau(o, patience=1, factor=.5)
for loss in [1, .9, .95, .96, .97, .5, .6, .7, .8]: s.step(loss); print(round(o.param_groups[0]["lr"], 6), s.num_bad_epochs, end=" ")
print(s.best, s.patience)
class B(str, Enum):
    L = "linear"; R = "relu"
print(B.L == "linear", {"linear": 1}.get(B.L), {B.L: 2}["linear"], B.L.upper(), B.L + "_x", B("relu"), B.L.value, B.L.startswith("lin"), "linear" == B.L, B.L in ("linear",), repr(B.L), B.L is B.L, B.L != "relu")
@dataclass(frozen=True)
class F: a: int = 1; b: str = "x"
tell(lambda: setattr(F(), "a", 2)); print(hash(F(1)) == hash(F(1)), {F(1): 2}[F(1)], F(2) == F(2), is_dataclass(F), is_dataclass(F()), is_dataclass(3))
try: F().a = 3
except FrozenInstanceError as e: print(type(e).__name__, e, isinstance(e, AttributeError))
@dataclass(order=True)
class O: a: int; b: int = 0
print(O(1) < O(2), sorted([O(3), O(1, 2), O(1, 1)]), O(1) >= O(1))
print(torch.finfo(torch.float32).min, torch.finfo(torch.float16).eps, torch.iinfo(torch.int32).max, torch.finfo(torch.float32), torch.iinfo(torch.uint8), torch.finfo().max)
torch.manual_seed(0); print(torch.normal(0, 1, (5, 2)).shape, torch.rand(2), torch.normal(torch.zeros(3), torch.ones(3)).shape, torch.normal(2.0, 3.0, size=(2,)))
print(torch.tril_indices(3, 3), torch.triu_indices(2, 3, 1), torch.trace(torch.eye(3)), torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 5])), torch.bincount(torch.tensor([0, 1, 1, 3])), torch.bincount(torch.tensor([0, 2]), minlength=4))
b = torch.rand(16, 4); i = np.arange(16); print(b[i[:8]].shape, torch.rand(4, 3)[range(4), torch.tensor([0, 1, 2, 0])].shape)
t = torch.zeros(3); t[np.array([True, False, True])] = 1.; t[np.array([1])] = 5; print(t)
print(next(iter(DataLoader([(np.ones(2, dtype=np.float32), 1), (np.zeros(2, dtype=np.float32), 2)], 2))), list(DataLoader([np.float32(1.5), np.float32(2)], 2)), next(iter(DataLoader(np.ones((5, 3)), 2))))
print(list(DataLoader([("a", 1), ("b", 2)], 2)))
l = nn.Linear(2, 3); outs = torch.zeros(4, 5, 3)
for k in range(1, 5): outs[:, k] = l(torch.ones(4, 2))
print(outs.requires_grad, outs.grad_fn is not None); outs.sum().backward(); print(l.weight.grad.shape)
X = np.zeros((6, 2)); ix = range(2, 4); X[ix] = np.c_[np.ones(2), np.ones(2) * 2]; print(X.sum(), X[ix])
print("%d" % torch.tensor(3), "%d items" % torch.tensor([4]))
from torchvision.models import alexnet; print(type(alexnet()).__name__)
r = np.random.default_rng(0); print(r.permutation(5).shape, r.choice(5, 2).shape, r.normal(size=(2, 3)).shape)
print(nn.DataParallel(l).module is l, list(nn.DataParallel(l).state_dict()), torch.device("cuda", 0), torch.device("cuda:1").index, repr(torch.device("cuda:0")), torch.device("cpu").index)
x = torch.tensor([[3., 1.], [2., 5.]]); print(x.max(1), x.topk(1), x.sort(0), torch.std_mean(x)[0])
print(np.array([True, True]), np.unique(np.array([3, 1, 3])), np.unique([1, 1, 2], return_counts=True), np.triu(np.ones((3, 3)), k=1), np.linalg.norm(np.array([3., 4.])))
class Sq(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x * x
    @staticmethod
    def backward(ctx, g): (x,) = ctx.saved_tensors; return 2 * x * g
print(Sq.apply(torch.tensor([1.5])), Sq.apply(torch.ones(2, 3)).shape)
print(optim.Adam([{"params": [l.weight], "weight_decay": 1}], lr=.1).param_groups[0].keys())
print(nn.utils.rnn.pad_sequence([torch.ones(2), torch.ones(1)]).shape)
