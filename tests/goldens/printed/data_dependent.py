# Answers that hang on the numbers, and conditions on them.
import copy

import torch
import torch.nn as nn

t = torch.tensor([[0.0, 1.5, 0.0], [2.0, 0.0, -1.0]])
print(torch.nonzero(t), t.nonzero(as_tuple=True), torch.argwhere(t > 1), torch.where(t > 0))
print(torch.nonzero(torch.tensor(3.0)), torch.nonzero(torch.tensor([0.0])).shape, t.nonzero().shape)
print(torch.masked_select(t, t != 0), t.masked_select(torch.tensor([True, False, True])), t[t > 0], t[t > 9].shape)
u = torch.tensor([3, 1, 2, 3, 1])
print(torch.unique(u), u.unique(return_counts=True), torch.unique(u, return_inverse=True, return_counts=True))
print(torch.unique(t), torch.unique(torch.tensor([True, False, True])))
print(torch.equal(u, u.clone()), torch.equal(u, u[:2]), torch.allclose(t, t + 1e-9), torch.allclose(t, t + 1e-3))
print(torch.allclose(t, t + 1e-3, atol=1e-2), torch.is_nonzero(torch.tensor([0])), u.equal(u))
nan = torch.tensor([float("nan"), float("inf")])
print(torch.allclose(nan, nan), torch.allclose(nan, nan, equal_nan=True), torch.equal(nan, nan))
print(torch.where(t > 0, t, 0.0), torch.where(t > 0, 1, 0))
if (t > 1).any() and not (t > 2).all() and t.sum() > 2:
    print("yes", 1.5 in t, 7 in t, t.max() == 2, [x for x in u if x > 2])
print(1 - t, 2 / torch.tensor([4.0, 8.0]), 2**u, 7 // u, 7 % u, sorted(u.tolist()), max(u), sum(u), min(t.flatten()))
count = 0
x = torch.tensor(100.0)
while x > 1:
    x = x / 2
    count += 1
print(count, x, round(x.item(), 3), int(x * 10), f"{x:.2f}")
t[t > 0] = 9
t[t < 0] *= 2
u[u == 1] += 10
print(t, u, u.float().mean().item())

torch.manual_seed(1)
layer = nn.Linear(2, 2)
twin, tied = copy.deepcopy(layer), copy.copy(layer)
nn.init.ones_(layer.weight)
print(twin.weight, tied.weight is layer.weight, twin(torch.ones(1, 2)), layer(torch.ones(1, 2)))
clones = nn.ModuleList([copy.deepcopy(layer) for _ in range(2)])
print(len(list(clones.parameters())), clones[0].weight is clones[1].weight, clones[1].weight)
net = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1)).double().eval()
print(net[0].weight.dtype, net[1].num_batches_tracked, net[1].running_var, net(torch.zeros(1, 2).double()).dtype)
for p in net.parameters():
    p.requires_grad = False
print(net[0].bias.requires_grad, twin.requires_grad_(False).weight)
