# Which tensors may be written, when a graph is gone, and what was written over in it.
import torch
import torch.nn as nn
import torch.nn.functional as F

def attempt(name, f):
    try:
        r = f()
        print(name, "ok", r if not isinstance(r, torch.Tensor) else tuple(r.shape))
    except Exception as e:
        print(name, type(e).__name__, e)

w = torch.ones(2, 3, requires_grad=True)
attempt("add_", lambda: w.add_(1))
attempt("mul_", lambda: w.mul_(2))
attempt("zero_", lambda: w.zero_())
attempt("fill_", lambda: w.fill_(3.))
attempt("copy_", lambda: w.copy_(torch.zeros(2, 3)))
attempt("normal_", lambda: w.normal_())
attempt("uniform_", lambda: w.uniform_())
attempt("clamp_", lambda: w.clamp_(0, 1))
def setitem():
    w[0] = 1.0
attempt("setitem", setitem)
def setitem2():
    w[0, 0] = 5
attempt("setitem2", setitem2)
def iadd():
    global w
    w += 1
attempt("iadd", iadd)
def isub():
    global w
    w -= 0.1 * torch.ones(2, 3)
attempt("isub", isub)
attempt("view add_", lambda: w.view(-1).add_(1))
attempt("row add_", lambda: w[0].add_(1))
attempt("t", lambda: w.t().mul_(2))
attempt("relu_", lambda: F.relu_(w))
attempt("relu inplace", lambda: F.relu(w, inplace=True))
attempt("nn.ReLU inplace", lambda: nn.ReLU(inplace=True)(w))
with torch.no_grad():
    attempt("nograd add_", lambda: w.add_(1))
    attempt("nograd setitem", setitem)
    attempt("nograd isub", isub)
print(w)
attempt("data add_", lambda: w.data.add_(1))
attempt("detach add_", lambda: w.detach().add_(1))
attempt("numpy", lambda: w.numpy())
attempt("detach numpy", lambda: w.detach().numpy())
attempt("tolist", lambda: w.tolist())
attempt("numpy2", lambda: (w * 2).numpy())
lin = nn.Linear(3, 2)
attempt("lin weight fill", lambda: lin.weight.fill_(0))
attempt("lin bias zero", lambda: lin.bias.zero_())
attempt("init", lambda: nn.init.zeros_(lin.bias))
attempt("data fill", lambda: lin.weight.data.fill_(0))
def lw():
    lin.weight[0, 0] = 1
attempt("lw", lw)
def lw2():
    lin.weight -= 1
attempt("lw2", lw2)
attempt("resize", lambda: w.requires_grad_(False))
attempt("add_ after", lambda: w.add_(1))
print(w.requires_grad, w.is_leaf)
i = torch.tensor([1, 2, 3])
attempt("int rg", lambda: i.requires_grad_())
attempt("int rg2", lambda: torch.tensor([1, 2], requires_grad=True))
attempt("int rg3", lambda: torch.arange(3, requires_grad=True))
attempt("int rg4", lambda: torch.zeros(3, dtype=torch.long, requires_grad=True))
attempt("int param", lambda: nn.Parameter(torch.arange(3)))
attempt("int param no", lambda: nn.Parameter(torch.arange(3), requires_grad=False))
def setrg():
    i.requires_grad = True
attempt("int rg5", setrg)
x = torch.ones(2, requires_grad=True)
y = x * 2
def setrgf():
    y.requires_grad = False
attempt("nonleaf rg False", setrgf)
attempt("nonleaf rg_ False", lambda: y.requires_grad_(False))
attempt("nonleaf rg_ True", lambda: y.requires_grad_(True))
attempt("detach_", lambda: y.detach_())
print(y.requires_grad)

import torch
import torch.nn as nn

def attempt(name, f):
    try:
        f()
        print(name, "ok")
    except Exception as e:
        print(name, type(e).__name__, e)

x = torch.randn(3, requires_grad=True)
attempt("nonscalar", lambda: (x * 2).backward())
attempt("vec", lambda: (x * 2).backward(torch.ones(3)))
attempt("vec gradient=", lambda: (x * 2).backward(gradient=torch.ones(3)))
attempt("vec wrong", lambda: (x * 2).backward(torch.ones(2)))
attempt("no grad", lambda: torch.ones(3).sum().backward())
attempt("no grad nonscalar", lambda: torch.ones(3).backward())
loss = (x ** 2).sum()
loss.backward()
attempt("second pow", lambda: loss.backward())
loss = (x * 2).sum()
loss.backward()
attempt("second mul const", lambda: loss.backward())
loss = (x + 2).sum()
loss.backward()
attempt("second add", lambda: loss.backward())
loss = x.sum()
loss.backward()
attempt("second sum", lambda: loss.backward())
loss = x.mean()
loss.backward()
attempt("second mean", lambda: loss.backward())
loss = x.exp().sum()
loss.backward(retain_graph=True)
attempt("retained", lambda: loss.backward())
attempt("after retained", lambda: loss.backward())
lin = nn.Linear(3, 1)
out = lin(torch.randn(4, 3))
l1 = out.mean()
l1.backward()
attempt("linear second", lambda: l1.backward())
out = lin(torch.randn(4, 3))
l1 = out.mean()
l2 = out.pow(2).mean()
l1.backward()
attempt("shared graph", lambda: l2.backward())
out = lin(torch.randn(4, 3))
l1 = out.mean()
l2 = out.sum()
(l1 + l2).backward()
print(lin.weight.grad.shape)
x = torch.ones(2, requires_grad=True)
y = x * 2
z = y.detach()
attempt("detached", lambda: z.sum().backward())
with torch.no_grad():
    q = (x * 2).sum()
attempt("nograd", lambda: q.backward())
# accumulating state across iterations: the RNN classic
h = torch.zeros(1, 4)
cell = nn.RNNCell(3, 4)
for step in range(3):
    h = cell(torch.randn(1, 3), h)
    l = h.sum()
    try:
        l.backward()
        print("step", step, "ok")
    except RuntimeError as e:
        print("step", step, e)
h = torch.zeros(1, 4)
for step in range(3):
    h = cell(torch.randn(1, 3), h.detach())
    l = h.sum()
    attempt("detached step %d" % step, lambda: l.backward())
print(x.grad is None)
attempt("grad fn", lambda: torch.autograd.grad((x * 2).sum(), x))
a = torch.ones(2, requires_grad=True)
attempt("unused", lambda: torch.autograd.grad((x * 2).sum(), a))
attempt("allow unused", lambda: torch.autograd.grad((x * 2).sum(), a, allow_unused=True))
attempt("autograd.backward", lambda: torch.autograd.backward((x * 2).sum()))


import torch
import torch.nn as nn
import torch.nn.functional as F

def attempt(name, f):
    try:
        f()
        print(name, "ok")
    except Exception as e:
        print(name, type(e).__name__, e)

def a():
    x = torch.ones(2, 3, requires_grad=True)
    y = x.exp()
    y.add_(1)
    y.sum().backward()
attempt("exp add_", a)
def b():
    x = torch.ones(2, 3, requires_grad=True)
    y = x.sigmoid()
    y *= 2
    y.sum().backward()
attempt("sigmoid mul", b)
def c():
    x = torch.ones(2, 3, requires_grad=True)
    y = x * 2
    z = y ** 2
    y += 1
    z.sum().backward()
attempt("pow", c)
def d():
    x = torch.ones(2, 3, requires_grad=True)
    y = x + 1
    y += 1
    y.sum().backward()
attempt("add ok", d)
def e():
    x = torch.ones(2, 3, requires_grad=True)
    y = F.relu(x)
    y += 1
    y.sum().backward()
attempt("relu then add", e)
def f():
    x = torch.ones(2, 3, requires_grad=True)
    y = x * 2
    y = F.relu(y, inplace=True)
    y.sum().backward()
attempt("relu inplace ok", f)
def g():
    w = torch.ones(3, requires_grad=True)
    x = torch.ones(3)
    y = w * x
    x += 1
    y.sum().backward()
attempt("mul input changed", g)
def h():
    x = torch.ones(2, 3, requires_grad=True)
    y = torch.tanh(x * 1)
    y[0] = 0
    y.sum().backward()
attempt("tanh setitem", h)
def i():
    lin = nn.Linear(3, 3)
    opt = torch.optim.SGD(lin.parameters(), lr=0.1)
    x = torch.ones(2, 3)
    out = lin(lin(x))
    loss = out.sum()
    loss.backward(retain_graph=True)
    opt.step()
    loss.backward()
attempt("step then backward", i)
def j():
    x = torch.ones(2, 3, requires_grad=True)
    y = x.clone()
    y[0, 0] = 5
    y.sum().backward()
attempt("clone setitem", j)
def k():
    x = torch.ones(2, 3, requires_grad=True)
    y = x * 2
    y[:, 0] = 0
    y.pow(2).sum().backward()
attempt("mul then setitem", k)
def l():
    x = torch.ones(2, 3, requires_grad=True)
    p = F.softmax(x, dim=1)
    p.mul_(torch.ones(2, 3))
    p.sum().backward()
attempt("softmax", l)
def m():
    conv = nn.Conv2d(1, 2, 3)
    relu = nn.ReLU(inplace=True)
    out = conv(torch.ones(1, 1, 5, 5))
    r = relu(out)
    (out + r).sum().backward()
attempt("conv relu", m)
def n():
    bn = nn.BatchNorm1d(3)
    x = torch.randn(4, 3, requires_grad=True)
    y = bn(x)
    y = F.relu(y, inplace=True)
    y += x
    y.sum().backward()
attempt("resnet like", n)
def o():
    x = torch.ones(2, 3, requires_grad=True)
    y = x.sqrt()
    y.sub_(1)
    y.mean().backward()
attempt("sqrt", o)
def p():
    x = torch.ones(2, 3)
    w = torch.ones(3, 4, requires_grad=True)
    y = x @ w
    x.zero_()
    y.sum().backward()
attempt("matmul", p)
def q():
    x = torch.ones(2, 3)
    w = torch.ones(3, 4, requires_grad=True)
    y = x @ w
    y.zero_()
    y.sum().backward()
attempt("matmul out", q)

import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
def t(name, f):
    try:
        r = f(); print(name, "ok", r if isinstance(r, (bool, int, str, tuple, list)) else "")
    except Exception as e: print(name, type(e).__name__, e)
# GAN with shared graph
G, D = nn.Linear(4, 8), nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 1))
oG, oD = torch.optim.SGD(G.parameters(), 0.1), torch.optim.SGD(D.parameters(), 0.1)
def gan(detach, retain):
    z = torch.randn(2, 4); fake = G(z)
    d = D(fake.detach() if detach else fake)
    dl = F.binary_cross_entropy_with_logits(d, torch.zeros_like(d))
    oD.zero_grad(); dl.backward(retain_graph=retain); oD.step()
    g = D(fake) if detach else d
    gl = F.binary_cross_entropy_with_logits(g, torch.ones_like(g))
    oG.zero_grad(); gl.backward(); oG.step()
t("gan detach", lambda: gan(True, False)); t("gan nodetach", lambda: gan(False, False)); t("gan retain", lambda: gan(False, True))
# recurrent state
rnn = nn.LSTM(3, 4, batch_first=True); opt = torch.optim.Adam(rnn.parameters())
def tbptt(mode):
    h = None
    for i in range(3):
        out, h = rnn(torch.randn(2, 5, 3), h); loss = out.mean(); opt.zero_grad(); loss.backward(); opt.step()
        if mode == "detach": h = tuple(s.detach() for s in h)
        if mode == "data": h = [s.data for s in h]; h = (h[0], h[1])
t("carry", lambda: tbptt("carry")); t("detach", lambda: tbptt("detach")); t("data", lambda: tbptt("data"))
# params
lin = nn.Linear(2, 2)
for p in lin.parameters(): p.requires_grad = False
t("frozen", lambda: lin(torch.ones(1, 2)).sum().backward())
x = torch.ones(1, 2, requires_grad=True); t("frozen x", lambda: lin(x).sum().backward()); print(x.grad is not None, lin.weight.grad)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(inplace=True), nn.Linear(3, 1))
net[0].requires_grad_(False); net(torch.ones(1, 2)).sum().backward(); print([p.grad is None for p in net.parameters()])
unused = nn.Linear(2, 2); a = nn.Linear(2, 2); a(torch.ones(1, 2)).sum().backward(); print(unused.weight.grad, a.weight.grad is not None)
# no_grad and decorators
@torch.no_grad()
def ev(m, x): return m(x)
print(ev(net, torch.ones(1, 2)).requires_grad, ev.__name__)
@torch.no_grad()
def reset(m):
    for p in m.parameters(): p.zero_()
    m.weight[0, 0] = 1; m.bias += 2
    return m.weight.sum().item()
t("reset", lambda: reset(nn.Linear(2, 2)))
@torch.inference_mode()
def inf(m, x): return m(x).requires_grad
t("inf", lambda: inf(net, torch.ones(1, 2)))
class M(nn.Module):
    def __init__(self): super().__init__(); self.w = nn.Parameter(torch.ones(3)); self.register_buffer("n", torch.zeros(1))
    @torch.no_grad()
    def ema(self, o): self.w.mul_(0.9).add_(o.w, alpha=0.1); self.n += 1
    def forward(self, x):
        self.n += 1
        with torch.no_grad(): self.w.clamp_(-1, 1)
        return x * self.w
m = M(); m.ema(M()); t("fwd", lambda: m(torch.ones(3)).sum().backward()); print(m.n, m.w.grad is not None)
def init_weights(m):
    if isinstance(m, nn.Linear): nn.init.xavier_uniform_(m.weight); m.bias.data.fill_(0.01)
t("apply", lambda: bool(net.apply(init_weights)))
def bad_init(m):
    if isinstance(m, nn.Linear): m.weight.fill_(1)
net.requires_grad_(True); t("bad init", lambda: net.apply(bad_init))
# views and masks
y = torch.zeros(2, 3); z = torch.ones(3, requires_grad=True); y[0] = z * 2; t("write grad", lambda: y.sum().backward()); print(y.requires_grad, z.grad is not None)
w = torch.ones(2, 2, requires_grad=True); v = w * 1
v[v > 0] = 0.0; t("mask", lambda: v.sum().backward())
s = torch.ones(2, 4, requires_grad=True) * 1; p, q = s.chunk(2, dim=1)
t("chunk +=", lambda: p.add_(1)); t("iter +=", lambda: [r.add_(1) for r in s])
u = s.view(-1); t("view add_", lambda: u.add_(1).sum().backward())
k = torch.ones(3, requires_grad=True); l1 = (k * 2).sum(); l1.backward(); l2 = (k * 3).sum(); l2.backward(); print("two losses ok")
h = (k * 2); (h.sum() + h.mean()).backward(); print("sum of losses ok")
b = torch.ones(3, requires_grad=True); c = b * 2; g1 = torch.autograd.grad(c.sum(), b, retain_graph=True); g2 = torch.autograd.grad(c.sum(), b); print(len(g1), g2[0].shape)
t("grad again", lambda: torch.autograd.grad(c.sum(), b))
e = b ** 2; g = torch.autograd.grad(e.sum(), b, create_graph=True)[0]; t("double", lambda: g.sum().backward()); print(g.requires_grad)
class Sq(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x * x
    @staticmethod
    def backward(ctx, g): x, = ctx.saved_tensors; return 2 * x * g
class Clip(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): r = x.clone(); r.clamp_(0, 1); return r
    @staticmethod
    def backward(ctx, g): return g
o = Sq.apply(b); print(o.requires_grad, Clip.apply(b).requires_grad); o.sum().backward(); t("sq again", lambda: o.sum().backward())
t("clip", lambda: Clip.apply(b).sum().backward())
t("numpy", lambda: b.numpy()); t("np np", lambda: (b * 2).detach().numpy().tolist());
import copy
t("deepcopy", lambda: copy.deepcopy(c)); t("deepcopy leaf", lambda: copy.deepcopy(b).requires_grad)
opt = torch.optim.SGD([b], 0.1); t("nonleaf opt", lambda: torch.optim.SGD([c], 0.1))
loss = (b * 2).sum(); loss.backward(); opt.step(); opt.zero_grad(); print(b.grad)
total = 0
for i in range(3):
    l = (b * i).sum(); total = total + l
t("accumulated", lambda: total.backward())
losses = []
for i in range(2):
    l = (b ** 2).sum(); losses.append(l)
t("stacked", lambda: torch.stack(losses).mean().backward())
t("list", lambda: [l.backward() for l in losses])
