# Calls that a class says itself, embeddings from tables, gradients by autograd.grad, numbers of tensors in texts.
import torch
from torch import nn
e = nn.Embedding.from_pretrained(torch.arange(15.).reshape(5, 3)); print(e, e.weight.requires_grad, e(torch.tensor([1])))
e = nn.Embedding.from_pretrained(torch.ones(5, 3), freeze=False, padding_idx=0); print(e, e.weight.requires_grad)
class G(nn.Module):
    def __init__(self): super().__init__(); self.l = nn.Linear(2, 1)
    def __call__(self, x, real): return self.l(x) if real else -self.l(x)
print(G()(torch.ones(1, 2), False).shape)
class W(nn.Module):
    def __call__(self, *a): print("called"); return super().__call__(*a)
    def forward(self, x): return x + 1
print(W()(torch.zeros(2)))
x = torch.ones(3, 4, requires_grad=True); y = (x ** 2).sum(1)
g = torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y), create_graph=True)[0]; print(g.shape, ((g.norm(2, dim=1) - 1) ** 2).mean().shape)
print("%.2f" % torch.tensor(1.234), "%s %d%%" % ("a", torch.tensor(5)), f"{torch.tensor(2.5):.1f}", "%5.1f|%-6d|" % (1.25, 3))
