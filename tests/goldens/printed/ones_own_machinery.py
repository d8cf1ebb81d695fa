# Registries, trainers, data sets and schedules as repositories write them.
import torch, torch.nn as nn
def attempt(name, f):
    try: print(name, f())
    except Exception as e: print(name, type(e).__name__, e)
class Wrap(nn.Module):
    def __init__(self, m):
        super().__init__(); self.inner = m
    def __getattr__(self, name):
        try: return super().__getattr__(name)
        except AttributeError: return getattr(self.inner, name)
    def forward(self, x): return self.inner(x)
w = Wrap(nn.Linear(3, 2)); print(w.in_features, w.weight.shape, w(torch.ones(1, 3)).shape)
attempt("nope", lambda: w.nope)
class Set(nn.Module):
    def __setattr__(self, n, v):
        if isinstance(v, nn.Module): print("module", n)
        super().__setattr__(n, v)
s = Set(); s.a = nn.Linear(1, 1); s.b = 3; print(list(s._modules), s.b)
class Mixin:
    def __init__(self, *a, scale=2, **k):
        print("Mixin"); super().__init__(*a, **k); self.scale = scale
    def extra(self): return "extra"
    def forward(self, x): return super().forward(x) * self.scale
class Core(nn.Module):
    def __init__(self, n):
        print("Core"); super().__init__(); self.l = nn.Linear(n, n)
    def forward(self, x): return self.l(x)
class Net(Mixin, Core): pass
n = Net(4, scale=3); print([c.__name__ for c in Net.__mro__], n(torch.ones(1, 4)).shape, n.extra(), n.scale)
class Cont(nn.Module):
    def __init__(self): super().__init__(); self.ls = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
    def __len__(self): return len(self.ls)
    def __iter__(self): return iter(self.ls)
    def __getitem__(self, i): return self.ls[i]
    def __contains__(self, x): return any(x is l for l in self.ls)
c = Cont(); print(len(c), len(list(c)), c[1], c[0] in c, nn.Linear(1, 1) in c, bool(c))
class NoSuper(nn.Module):
    def __init__(self): self.l = nn.Linear(1, 1)
attempt("NoSuper", NoSuper)
class NoSuper2(nn.Module):
    def __init__(self): self.p = nn.Parameter(torch.ones(1))
attempt("NoSuper2", NoSuper2)
class NoFwd(nn.Module): pass
attempt("NoFwd", lambda: NoFwd()(1))
attempt("missing", lambda: NoFwd().layer)
class P(nn.Module):
    @property
    def device(self): return next(self.parameters()).device
    @property
    def bad(self): return self.undefined
    @property
    def n(self): return sum(p.numel() for p in self.parameters())
    def __init__(self): super().__init__(); self.w = nn.Parameter(torch.ones(3))
p = P(); print(p.device, p.n); attempt("bad", lambda: p.bad)
def setw(): p.w = torch.ones(3)
attempt("setw", setw)
def setm(): c.ls = 5
attempt("setm", setm)
p.w = None; print(p.w, list(p.parameters()))
del p.w; attempt("gone", lambda: p.w)
class Call(nn.Module):
    def __call__(self, x): print("before"); r = super().__call__(x); print("after"); return r
    def forward(self, x): return x + 1
print(Call()(torch.zeros(1)))
class Eq(nn.Linear):
    def extra_repr(self): return "custom " + super().extra_repr()
    def __repr__(self): return "E:" + super().__repr__()
print(Eq(1, 2))
class Meta(type):
    reg = {}
    def __new__(m, n, b, d):
        c = super().__new__(m, n, b, d); m.reg[n] = c; return c
class RegMod(nn.Module, metaclass=Meta): pass
class RA(RegMod):
    def __init__(self, d=2): super().__init__(); self.f = nn.Linear(d, d)
    def forward(self, x): return self.f(x)
print(list(Meta.reg), Meta.reg["RA"](3)(torch.ones(1, 3)).shape)
class Slot(nn.Module):
    registry = {}
    def __init_subclass__(cls, name=None, **kw): super().__init_subclass__(**kw); Slot.registry[name or cls.__name__] = cls
class SA(Slot, name="sa"): pass
print(list(Slot.registry), Slot.registry["sa"]())
m = nn.Sequential(nn.Linear(1, 2), nn.ReLU()); print(m[0] is list(m)[0], len(m), nn.ReLU in [type(x) for x in m], m[-1], m[:1])
attempt("idx", lambda: m[5])
attempt("call noarg", lambda: nn.Linear(1, 1)())
attempt("kw", lambda: nn.Linear(1, 1, foo=2))
attempt("missing", lambda: nn.Linear(1))
print(isinstance(m, nn.Module), issubclass(nn.Linear, nn.Module), nn.Linear.__name__, m.__class__.__name__, type(m).__mro__[1].__name__)
d = nn.ModuleDict({"a": nn.Linear(1, 1)}); print("a" in d, list(d), d["a"], d.keys()); attempt("md", lambda: d["z"])

import torch, torch.nn as nn
class Registry:
    def __init__(self, name):
        self._name, self._module_dict = name, {}
    def __repr__(self): return f"{self.__class__.__name__}(name={self._name}, items={list(self._module_dict)})"
    def __len__(self): return len(self._module_dict)
    def __contains__(self, k): return self.get(k) is not None
    def get(self, key): return self._module_dict.get(key, None)
    def register_module(self, name=None, force=False, module=None):
        if module is not None:
            self._register(module, name, force); return module
        def _reg(cls):
            self._register(cls, name, force); return cls
        return _reg
    def _register(self, cls, name=None, force=False):
        if not isinstance(cls, type): raise TypeError(f"module must be a class, but got {type(cls)}")
        name = name or cls.__name__
        if not force and name in self._module_dict: raise KeyError(f"{name} is already registered in {self._name}")
        self._module_dict[name] = cls
    def build(self, cfg, **default):
        args = dict(cfg); t = args.pop("type")
        for k, v in default.items(): args.setdefault(k, v)
        if isinstance(t, str):
            cls = self.get(t)
            if cls is None: raise KeyError(f"{t} is not in the {self._name} registry")
        else: cls = t
        try: return cls(**args)
        except Exception as e: raise type(e)(f"{cls.__name__}: {e}")
BACKBONES = Registry("backbone")
@BACKBONES.register_module()
class Tiny(nn.Module):
    def __init__(self, width=8, depth=2):
        super().__init__()
        self.body = nn.Sequential(*[nn.Sequential(nn.Conv2d(3 if i == 0 else width, width, 3, padding=1), nn.ReLU()) for i in range(depth)])
    def forward(self, x): return self.body(x)
@BACKBONES.register_module(name="alias", force=True)
class Other(nn.Linear): pass
print(BACKBONES, len(BACKBONES), "Tiny" in BACKBONES, "None" in BACKBONES)
m = BACKBONES.build(dict(type="Tiny", width=4)); print(m(torch.zeros(1, 3, 8, 8)).shape)
for bad in (dict(type="Nope"), dict(type="Tiny", foo=1), dict(type="alias", in_features=2)):
    try: BACKBONES.build(bad)
    except Exception as e: print(type(e).__name__, e)
try: BACKBONES.register_module()(Tiny)
except KeyError as e: print(e, e.args)
try: BACKBONES.register_module()(3)
except TypeError as e: print(e)
ACTS = {"relu": nn.ReLU, "gelu": nn.GELU, None: nn.Identity}
print([ACTS[k]() for k in ("relu", "gelu", None)])
def build_act(name): return getattr(nn, name)() if hasattr(nn, name) else eval(f"nn.{name}()")
print(build_act("ReLU"), eval("nn.Linear(2, 3)"), eval("torch.ones(2).sum()").item())
class AutoReg:
    subs = {}
    def __init_subclass__(cls, key=None, **kw):
        super().__init_subclass__(**kw)
        cls.subs[key or cls.__name__.lower()] = cls
    def __new__(cls, *args, kind=None, **kw):
        target = cls.subs[kind] if kind else cls
        return super().__new__(target)
    def __init__(self, x, kind=None): self.x = x
class Foo(AutoReg, key="foo"):
    def run(self): return f"foo {self.x}"
class Bar(AutoReg):
    def run(self): return f"bar {self.x}"
print(AutoReg(1, kind="foo").run(), AutoReg(2, kind="bar").run(), sorted(AutoReg.subs), type(AutoReg(1, kind="foo")).__name__)

import torch, torch.nn as nn, functools, contextlib
from collections import defaultdict, OrderedDict
class Callback:
    order = 0
    def __getattr__(self, name):
        if name.startswith("on_"): return lambda *a, **k: None
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
class Logger(Callback):
    order = 2
    def __init__(self): self.log = []
    def on_epoch_end(self, tr, **m): self.log.append({k: round(v, 3) for k, v in m.items()})
class Stop(Callback):
    order = 1
    def __init__(self, patience): self.patience, self.best, self.bad = patience, float("inf"), 0
    def on_epoch_end(self, tr, loss, **_):
        if loss < self.best: self.best, self.bad = loss, 0
        else:
            self.bad += 1
            if self.bad >= self.patience: raise CancelFit(f"stopped at epoch {tr.epoch}")
class CancelFit(Exception): pass
class Runner:
    def __init__(self, *cbs): self.cbs = sorted(cbs, key=lambda c: c.order); self.events = defaultdict(int)
    def __call__(self, event, *a, **k):
        self.events[event] += 1
        return [getattr(cb, event)(self, *a, **k) for cb in self.cbs]
    def fit(self, losses):
        try:
            self("on_fit_start")
            for self.epoch, l in enumerate(losses):
                with self.phase("train"): pass
                self("on_epoch_end", loss=l, lr=0.1)
        except CancelFit as e: print("cancelled:", e)
        else: print("finished")
        finally: self("on_fit_end"); print(dict(self.events))
    @contextlib.contextmanager
    def phase(self, name):
        self(f"on_{name}_begin")
        try: yield self
        finally: self(f"on_{name}_end")
lg = Logger(); Runner(Stop(2), lg).fit([1.0, 0.5, 0.6, 0.7, 0.1]); print(lg.log)
Runner(lg).fit([3.0])
try: lg.other
except AttributeError as e: print(e)
class AverageMeter:
    def __init__(self, name, fmt=":f"): self.name, self.fmt = name, fmt; self.reset()
    def reset(self): self.val = self.avg = self.sum = self.count = 0
    def update(self, val, n=1): self.val = val; self.sum += val * n; self.count += n; self.avg = self.sum / self.count
    def __str__(self): return ("{name} {val" + self.fmt + "} ({avg" + self.fmt + "})").format(**self.__dict__)
class ProgressMeter:
    def __init__(self, n, meters, prefix=""): self.f = self._fmt(n); self.meters, self.prefix = meters, prefix
    def display(self, b): print("\t".join([self.prefix + self.f.format(b)] + [str(m) for m in self.meters]))
    def _fmt(self, n): w = len(str(n // 1)); f = "{:" + str(w) + "d}"; return "[" + f + "/" + f.format(n) + "]"
m = AverageMeter("Loss", ":.4e"); m.update(0.5, 2); m.update(1.5); a = AverageMeter("Acc@1", ":6.2f"); a.update(87.123)
ProgressMeter(100, [m, a], "Epoch: [3]").display(7)
class EMA:
    def __init__(self, d): self.d, self.shadow = d, {}
    def __call__(self, k, v): self.shadow[k] = v if k not in self.shadow else self.d * self.shadow[k] + (1 - self.d) * v; return self.shadow[k]
e = EMA(0.9); print([round(e("l", v), 4) for v in (1, 2, 3)])
def timed(fn=None, *, label="t"):
    if fn is None: return functools.partial(timed, label=label)
    @functools.wraps(fn)
    def w(*a, **k):
        w.calls += 1
        return fn(*a, **k)
    w.calls = 0; w.label = label
    return w
@timed
def f(x): return x
@timed(label="z")
def g(x): "gdoc"; return x * 2
print(f(1), g(2), g(3), f.calls, g.calls, g.label, g.__name__, g.__doc__)
state = OrderedDict(epoch=3, best=0.5); print(state, list(state.items())[0])
model = nn.Sequential(OrderedDict([("fc1", nn.Linear(4, 3)), ("act", nn.Tanh()), ("fc2", nn.Linear(3, 1))]))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(3):
    opt.zero_grad(); loss = model(torch.ones(2, 4)).pow(2).mean(); loss.backward(); opt.step()
print(all(p.grad is not None for p in model.parameters()), [n for n, _ in model.named_children()], model.fc1.weight.grad.shape)

import torch, random
from torch.utils.data import Dataset, DataLoader, IterableDataset, Sampler, Subset, ConcatDataset, random_split
class Toy(Dataset):
    def __init__(self, n, transform=None): self.n, self.transform = n, transform
    def __len__(self): return self.n
    def __getitem__(self, i):
        if isinstance(i, slice): return [self[j] for j in range(*i.indices(len(self)))]
        if i < 0: i += self.n
        if not 0 <= i < self.n: raise IndexError(f"index {i} out of range for {self.n}")
        x = torch.full((3,), float(i))
        return (self.transform(x) if self.transform else x), i % 2
    def __add__(self, o): return ConcatDataset([self, o])
class Compose:
    def __init__(self, *fs): self.fs = fs
    def __call__(self, x):
        for f in self.fs: x = f(x)
        return x
    def __repr__(self): return self.__class__.__name__ + "(\n" + "".join(f"    {f}\n" for f in self.fs) + ")"
class Scale:
    def __init__(self, k): self.k = k
    def __call__(self, x): return x * self.k
    def __repr__(self): return f"Scale(k={self.k})"
ds = Toy(5, Compose(Scale(2), Scale(0.5))); print(ds.transform); print(ds[-1], len(ds[1:3]), len(ds + Toy(2)))
try: ds[9]
except IndexError as e: print(e)
for x, y in DataLoader(ds, batch_size=2): print(x.shape, y)
class Batcher(Sampler):
    def __init__(self, n, k): self.n, self.k = n, k
    def __iter__(self):
        batch = []
        for i in reversed(range(self.n)):
            batch.append(i)
            if len(batch) == self.k: yield batch; batch = []
        if batch: yield batch
    def __len__(self): return (self.n + self.k - 1) // self.k
dl = DataLoader(ds, batch_sampler=Batcher(5, 2)); print(len(dl), [y.tolist() for _, y in dl])
class Stream(IterableDataset):
    def __init__(self, n): self.n = n
    def __iter__(self):
        for i in range(self.n): yield torch.tensor([i])
print([b.tolist() for b in DataLoader(Stream(5), batch_size=2, drop_last=True)])
def collate(items): xs, ys = zip(*items); return {"x": torch.stack(xs), "y": torch.tensor(ys)}
for b in DataLoader(ds, batch_size=4, collate_fn=collate): print({k: tuple(v.shape) for k, v in b.items()})
it = iter(DataLoader(ds, batch_size=5)); x, y = next(it)
try: next(it)
except StopIteration: print("exhausted")
def cycle(loader):
    while True:
        for b in loader: yield b
g = cycle(DataLoader(Toy(3))); print([next(g)[1].item() for _ in range(5)])
sub = Subset(ds, [0, 2]); print(len(sub), sub[1][0], [y for _, y in ds[0:2]])
class Seq:
    def __init__(self, data): self.data = data
    def __getitem__(self, i): return self.data[i]
print(list(Seq([1, 2, 3])), 2 in Seq([1, 2]), max(Seq([4, 9])), list(zip(Seq("ab"), Seq([1, 2]))), list(enumerate(Seq("x"))))
vocab = {w: i for i, w in enumerate(sorted(set("the cat sat on the mat".split())))}; inv = {v: k for k, v in vocab.items()}
print(vocab, [inv[i] for i in (0, 3)], sorted(vocab, key=vocab.get, reverse=True))

import math, torch
class Scheduler:
    def __init__(self, opt, **kw):
        self.opt = opt; self.step_num = 0
        for k, v in kw.items(): setattr(self, k, v)
        self._initial = [g["lr"] for g in opt.param_groups]; self.step()
    def get_lr(self): raise NotImplementedError(f"{type(self).__name__}.get_lr")
    def step(self):
        self.step_num += 1
        for g, lr in zip(self.opt.param_groups, self.get_lr()): g["lr"] = lr
class Noam(Scheduler):
    def get_lr(self): s = self.step_num; return [self.d ** -0.5 * min(s ** -0.5, s * self.warm ** -1.5) for _ in self._initial]
class Cosine(Scheduler):
    def get_lr(self): return [0.5 * b * (1 + math.cos(math.pi * self.step_num / self.total)) for b in self._initial]
class Bad(Scheduler): pass
p = torch.nn.Parameter(torch.zeros(1)); opt = torch.optim.Adam([{"params": [p], "lr": 0.5}])
s = Noam(opt, d=512, warm=4); lrs = []
for _ in range(5): s.step(); lrs.append(f"{opt.param_groups[0]['lr']:.6f}")
print(lrs, s.step_num)
opt.param_groups[0]["lr"] = 1.0; c = Cosine(opt, total=4); print([round(c.step() or opt.param_groups[0]["lr"], 4) for _ in range(3)])
try: Bad(opt)
except NotImplementedError as e: print(e)
def warmup(fn, n):
    def wrapped(step): return step / n if step < n else fn(step - n)
    return wrapped
decay = lambda s: 0.9 ** s
print([round(warmup(decay, 3)(i), 3) for i in range(6)])
class Lazy:
    def __init__(self, f): self.f = f; self.name = f.__name__
    def __get__(self, o, t=None):
        if o is None: return self
        v = self.f(o); o.__dict__[self.name] = v; return v
class X:
    @Lazy
    def big(self): print("computed"); return 42
x = X(); print(x.big, x.big, "big" in x.__dict__, type(X.big).__name__)
class Typed:
    def __init__(self, t, default=None): self.t, self.default = t, default
    def __set_name__(self, o, n): self.n = n
    def __get__(self, o, t=None): return self if o is None else o.__dict__.get(self.n, self.default)
    def __set__(self, o, v):
        if not isinstance(v, self.t): raise TypeError(f"{self.n} expects {self.t.__name__}, got {type(v).__name__}")
        o.__dict__[self.n] = v
class HP:
    lr = Typed(float, 0.1); bs = Typed(int, 32)
h = HP(); h.lr = 0.5; print(h.lr, h.bs, h.__dict__, vars(h))
try: h.bs = "a"
except TypeError as e: print(e)
class classproperty:
    def __init__(self, f): self.f = f
    def __get__(self, o, t): return self.f(t)
class M:
    @classproperty
    def nm(cls): return cls.__name__ + "!"
    @staticmethod
    def st(a): return a
    @classmethod
    def make(cls, *a): return cls(), a
    def __init__(self): pass
print(M.nm, M().nm, M.st(1), M().st(2), M.make(1)[1], type(M.make()[0]).__name__)
