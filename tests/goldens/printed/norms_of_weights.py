# weight_norm and spectral_norm, old and new, and parametrizations of one's own.
import torch
import torch.nn as nn
from torch.nn.utils import spectral_norm, remove_spectral_norm
torch.manual_seed(0)

class Discriminator(nn.Module):
    def __init__(self, ch=8):
        super().__init__()
        self.net = nn.Sequential(
            spectral_norm(nn.Conv2d(3, ch, 4, 2, 1)),
            nn.LeakyReLU(0.2, inplace=True),
            spectral_norm(nn.Conv2d(ch, ch * 2, 4, 2, 1, bias=False)),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            spectral_norm(nn.Linear(ch * 2 * 4, 1)),
        )
    def forward(self, x):
        return self.net(x)

d = Discriminator()
print(d)
for n, p in d.named_parameters():
    print(n, tuple(p.shape), p.requires_grad)
for n, b in d.named_buffers():
    print(n, tuple(b.shape))
print(list(d.state_dict().keys()))
print(sum(p.numel() for p in d.parameters()))
x = torch.randn(2, 3, 8, 8)
print(d(x))
print(d(x))
d.eval()
print(d(x))
print(d.net[5].weight_u, d.net[5].weight_v[:4])
loss = d(x).mean()
loss.backward()
print([p.grad is not None for p in d.parameters()])
print(d.net[5].weight.shape, type(d.net[5].weight), d.net[5].weight.requires_grad)
l = remove_spectral_norm(d.net[5])
print(l, [n for n, _ in l.named_parameters()], list(l.state_dict()))
print(d(x))
try:
    remove_spectral_norm(d.net[5])
except ValueError as e:
    print(e)

import torch.nn.utils.parametrize as P
from torch.nn.utils.parametrizations import orthogonal, spectral_norm, weight_norm
torch.manual_seed(0)
m = weight_norm(nn.Linear(4, 3))
print(m)
for n, p in m.named_parameters():
    print(n, tuple(p.shape))
print(list(m.state_dict()))
print(m.parametrizations.weight.original0, m.parametrizations.weight.original1.shape)
print(m(torch.randn(2, 4)))
print(m.weight)
print(isinstance(m, nn.Linear), type(m).__name__, P.is_parametrized(m), P.is_parametrized(m, 'bias'), P.is_parametrized(nn.Linear(2,2)))
s = spectral_norm(nn.Conv2d(3, 4, 3))
print(s)
print(list(s.state_dict()), s.parametrizations.weight[0]._u)
print(s(torch.ones(1, 3, 4, 4)))
s.eval()
print(s(torch.ones(1, 3, 4, 4)))
P.remove_parametrizations(s, 'weight')
print(s, s.weight.shape, type(s).__name__)
print(list(s.state_dict()))

class Symmetric(nn.Module):
    def forward(self, X):
        return X.triu() + X.triu(1).transpose(-1, -2)

layer = nn.Linear(3, 3)
P.register_parametrization(layer, "weight", Symmetric())
A = layer.weight
print(A, torch.allclose(A, A.T))
print(layer)
print(f"Unparametrized:\n{layer.parametrizations.weight.original}")
print(layer.parametrizations)
print(layer.parametrizations.weight[0])

class Skew(nn.Module):
    def forward(self, X):
        A = X.triu(1)
        return A - A.transpose(-1, -2)
    def right_inverse(self, A):
        return A.triu(1)

class MatrixExponentialish(nn.Module):
    def forward(self, X):
        return X * 2 + 1
    def right_inverse(self, A):
        return (A - 1) / 2

l2 = nn.Linear(3, 3)
P.register_parametrization(l2, "weight", Skew())
P.register_parametrization(l2, "weight", MatrixExponentialish())
print(l2)
print(l2.weight)
l2.weight = torch.eye(3)
print(l2.weight)
with P.cached():
    print(l2(torch.ones(1, 3)))
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(1, 2, 3)
        P.register_parametrization(self.c, "weight", nn.Identity())
        self.f = weight_norm(nn.Linear(2 * 4, 2, bias=False))
    def forward(self, x):
        return self.f(self.c(x).flatten(1))
c = CNN()
print(c)
o = c(torch.randn(2, 1, 4, 4))
print(o)
o.sum().backward()
print([(n, p.grad is None) for n, p in c.named_parameters()])
print(sum(p.numel() for p in c.parameters() if p.requires_grad))
P.remove_parametrizations(c.c, 'weight', leave_parametrized=False)
print(c)
try:
    P.remove_parametrizations(c.c, 'weight')
except ValueError as e:
    print(e)
try:
    P.remove_parametrizations(c.f, 'weight', leave_parametrized=False)
except ValueError as e:
    print(e)
try:
    P.register_parametrization(nn.Linear(2, 2), 'wight', Symmetric())
except ValueError as e:
    print(e)
class Bad(nn.Module):
    def forward(self, X):
        return X[:1]
try:
    P.register_parametrization(nn.Linear(2, 2), 'weight', Bad())
except ValueError as e:
    print(e)
q = orthogonal(nn.Linear(4, 3))
print(q)
print(list(q.state_dict()), q.weight.shape)
q = orthogonal(nn.Linear(3, 3))
print(list(q.state_dict()))
d = spectral_norm(nn.Linear(1, 2))
print(list(n for n, _ in d.named_modules()), P.type_before_parametrizations(d))
import copy
e = copy.deepcopy(d)
print(e, e(torch.ones(1)).shape)
a = torch.nn.utils.parametrizations.weight_norm(nn.Conv1d(2, 2, 3), dim=None)
print(a.parametrizations.weight.original0.shape, a)
