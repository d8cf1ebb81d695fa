# Methods of nn.Module: state dicts loaded, hooks, train() of one's own, what may not be registered; containers of parameters.
import torch
from torch import nn
m = nn.Sequential(nn.Linear(2,3), nn.ReLU(), nn.Linear(3,1))
print(m.state_dict().keys(), type(m.state_dict()))
def tell(f):
    try: print(f())
    except Exception as e: print(type(e).__name__ + ": " + str(e))
sd = {k: torch.ones_like(v) for k, v in m.state_dict().items()}
print(m.load_state_dict(sd)); print(m[0].weight.sum().item(), m(torch.ones(1,2)))
del sd["2.bias"]; sd["x"] = torch.ones(1)
tell(lambda: m.load_state_dict(sd))
r = m.load_state_dict(sd, strict=False); print(r, r.missing_keys, r[1])
sd["0.weight"] = torch.ones(4, 2)
tell(lambda: m.load_state_dict(sd))
tell(lambda: m.load_state_dict(3))
acts = {}
h = m[0].register_forward_hook(lambda mod, i, o: acts.update(a=o.shape))
h2 = m[0].register_forward_pre_hook(lambda mod, i: (i[0] * 2,))
h3 = m.register_forward_hook(lambda mod, i, o: o + 100)
print(m(torch.ones(1,2)), acts)
h.remove(); h2.remove(); h3.remove(); acts.clear(); print(m(torch.ones(1,2)), acts)
def kw(mod, args, kwargs, out): print(len(args), sorted(kwargs)); return None
class K(nn.Module):
    def forward(self, x, scale=1): return x * scale
k = K(); k.register_forward_hook(kw, with_kwargs=True); k(torch.ones(1), scale=3)
class M(nn.Module):
    def __init__(self): super().__init__(); self.bn = nn.BatchNorm1d(2)
    def train(self, mode=True): print("train", mode); super().train(mode); self.bn.eval(); return self
a = nn.Sequential(M()); a.eval(); a.train(); print(a.training, a[0].training, a[0].bn.training); M().eval()
pd = nn.ParameterDict({'a': nn.Parameter(torch.ones(2)), 'b': torch.zeros(2,3)})
print(pd, len(pd), 'a' in pd, list(pd.keys()), [n for n,_ in pd.named_parameters()], pd['b'].shape, nn.ParameterDict())
pl = nn.ParameterList([nn.Parameter(torch.ones(1)), torch.zeros(2,2)]); pl.append(torch.ones(2)); print(pl, type(pl[-1]).__name__, len(list(pl.parameters())), pl[1:])
class H(nn.Module):
    def __init__(self): super().__init__(); self.p = nn.ParameterDict({"w": nn.Parameter(torch.ones(3))}); self.l = nn.ParameterList([nn.Parameter(torch.ones(2))])
print(H(), list(H().state_dict()))
l = nn.Linear(2,2)
tell(lambda: l.register_buffer("a.b", torch.ones(1)))
tell(lambda: l.register_buffer("weight", torch.ones(1)))
tell(lambda: l.register_buffer("q", 3))
tell(lambda: l.register_buffer("", torch.ones(1)))
tell(lambda: l.register_buffer(3, torch.ones(1)))
tell(lambda: l.add_module("x", 3))
tell(lambda: l.add_module("a.b", nn.ReLU()))
tell(lambda: l.add_module("", nn.ReLU()))
tell(lambda: l.add_module("weight", nn.ReLU()))
tell(lambda: l.register_parameter("x", torch.ones(1)))
tell(lambda: l.register_parameter("a.b", None))
tell(lambda: l.register_parameter("forward", None))
tell(lambda: l.register_parameter("z", 3))
tell(lambda: nn.Module().register_parameter("p", nn.Parameter(torch.ones(1))*2))
print(l.get_parameter("weight").shape, m.get_parameter("0.bias").shape)
d = nn.ModuleDict({"a": nn.ReLU()}); print(d.keys(), list(d.items()), "a" in d)
tell(lambda: d["b"]); tell(lambda: l.train(3))
