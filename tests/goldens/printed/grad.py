# What autograd shows: requires_grad, and the backward functions that printed tensors name.
import torch
import torch.nn as nn
import torch.nn.functional as F

w = nn.Parameter(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
print(w, w.requires_grad, w.is_leaf, w.data)
print(w[0], w[:, 1], w[0, 1], w[1:], w[[0, 1]], w[None], w[...])
print(w.t(), w.T, w.view(4), w.permute(1, 0), w.unsqueeze(0), w.chunk(2)[0], w.unbind(1)[1])
print(list(w)[1], w.detach(), w.squeeze(), w.diagonal(), w.expand(2, 2, 2)[0])
with torch.no_grad():
    print(w[0], torch.is_grad_enabled())
print(torch.is_grad_enabled(), w.to(torch.float64), w.to(torch.int64))


@torch.no_grad()
def inside():
    return w[0]


class Net(nn.Module):
    @torch.no_grad()
    def forward(self, i):
        return w[i]


print(inside(), Net()(1), torch.is_grad_enabled())
torch.set_grad_enabled(False)
print(w[1])
torch.set_grad_enabled(True)
with torch.set_grad_enabled(False):
    print(w[1])
with torch.inference_mode(), torch.enable_grad():
    pass
x = torch.tensor([1.0, 2.0], requires_grad=True)
print(x, x[0], torch.tensor([1.0]).requires_grad_())
print(nn.Linear(2, 2).weight.requires_grad, nn.BatchNorm1d(2).running_mean, nn.BatchNorm1d(2).bias)
print(torch.tensor(3.5, requires_grad=True), nn.Parameter(torch.tensor([1, 2]), requires_grad=False))
