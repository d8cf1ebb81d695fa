import itertools as it, functools, operator, math, os, sys, contextlib, enum, typing, abc, types, copy, collections
print(list(it.islice(range(10), 2, 8, 3)), list(it.islice('abc', 2)), list(it.dropwhile(lambda x: x < 2, [1, 2, 1])), list(it.combinations_with_replacement('ab', 2)), list(it.tee([1, 2])[1]), list(it.filterfalse(None, [0, 1])), list(it.islice(it.cycle([1, 2]), 5)), list(it.accumulate([1, 2, 3], operator.mul)), list(it.accumulate([1, 2], initial=5)))
print(list(it.chain('ab', [1])), next(it.chain([5])), [list(g) for k, g in it.groupby('aab')])
print(functools.partial(print, 1, sep='-')(2), functools.reduce(lambda a, b: a + b, [1, 2, 3]))
class A:
    @functools.cached_property
    def x(self): print('once'); return 5
a = A(); print(a.x, a.x)
@functools.total_ordering
class T:
    def __init__(s, v): s.v = v
    def __eq__(s, o): return s.v == o.v
    def __lt__(s, o): return s.v < o.v
print(T(1) <= T(1), T(2) > T(1), T(1) >= T(2))
print(math.gcd(12, 18, 8), math.lcm(4, 6), math.factorial(20), math.perm(5, 2), math.perm(3), math.comb(10, 3), math.isqrt(99), math.isclose(0.1 + 0.2, 0.3), math.hypot(3, 4), math.degrees(math.pi), math.dist([0, 0], [3, 4]), math.prod([]), math.prod([2, 3], start=4), math.fsum([0.5, 0.5]))
print(os.path.basename('a/b.txt'), os.path.splitext('a/b.txt'), os.path.dirname('a/b'), os.path.join('a', '/b', 'c'), sys.version_info[0], sys.maxsize)
print('hello world'.capitalize(), 'a b c'.rsplit(None, 1), 'a b c d'.rsplit(' ', 2), 'a,b'.rpartition(','), 'abcabc'.rfind('b'), 'abc'.index('c'), 'x'.isidentifier(), 'ABC'.isupper(), 'abc'.islower(), 'a\tb'.expandtabs(4), 'foo.py'.removesuffix('.py'), 'abab'.count('ab'), 'ab'.ljust(4) + '|', 'a\r\nb'.splitlines(), 'Straße'.casefold() and 1)
l = [3, 1, 2, 3]; l.remove(3); print(l, l.count(3), l.index(2), l.copy(), (1, 2).index(2)); l.reverse(); print(l); l.clear(); print(l)
d = dict.fromkeys('ab', 0); d.setdefault('c', []).append(1); print(d, d.popitem(), d)
s = {1, 2}; s.update([3], [4]); s.remove(1); print(s, s.union([9]) >= {9}, s.intersection([2, 3]), s.difference([2]), s.issubset([2, 3, 4]), s.isdisjoint([7]), len(s))
try: s.remove(77)
except KeyError as e: print('KeyError', e)
try: [].remove(1)
except ValueError as e: print(e)
try: 'a'.index('b')
except ValueError as e: print(e)
print((5).bit_length(), (5.0).is_integer(), (3).real, (2.5).real, (7).numerator)
c = collections.Counter(a=3, b=1); c.update('ab'); print(c['a'], c.most_common(1), c.total(), sorted(c.elements())); print(c + collections.Counter('a'), c - collections.Counter('aaaa'))
q = collections.deque('abc'); q.rotate(1); print(q, q[0], len(q), 'a' in q, q == collections.deque('cab')); q.extendleft('xy'); print(q, q.pop())
try: collections.deque().pop()
except IndexError as e: print(e)
o = collections.OrderedDict(a=1, b=2); o.move_to_end('b', last=False); print(o, o.popitem(last=False), o)
dd = collections.defaultdict(int); dd['a'] += 1; print(dd, dd['z'], isinstance(dd, dict))
P = collections.namedtuple('P', ['x', 'y']); p = P._make([1, 2]); print(p, p._fields, hash(p) == hash((1, 2)), p[0], [*p], p < (1, 3)); x, y = p
try: p._replace(z=1)
except (TypeError, ValueError) as e: print('err')
class E(enum.Enum):
    A = 'a'
    B = 'b'
    def __str__(self): return self.value
print(E.A, E('b'), E['A'], [e.name for e in E], E.A in list(E), {E.A: 1}[E.A])
class S(enum.StrEnum):
    X = enum.auto()
print(S.X, S.X == 'x', f'{S.X}')
@contextlib.contextmanager
def cm():
    try: yield 1
    finally: print('closed')
with cm() as v: print(v)
class Ab(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
class Im(Ab):
    def f(self): return 1
print(Im().f())
n = types.SimpleNamespace(a=1, b='x'); print(n)
print(isinstance([], collections.abc.Iterable), isinstance(5, collections.abc.Iterable), isinstance({}, typing.Mapping), callable(print))
print(copy.copy([1, [2]]), copy.deepcopy({'a': (1, [2])}))
from typing import TypeVar, Generic, Callable, Any
TT = TypeVar('TT')
class G(Generic[TT]):
    def get(self) -> TT: return 1
print(G[int]().get())
#---
import argparse
p = argparse.ArgumentParser(description='Trains.', formatter_class=argparse.ArgumentDefaultsHelpFormatter)
p.add_argument('--batch-size', '-b', type=int, default=64, metavar='N', help='rows at a time')
p.add_argument('-e', '--epochs', type=int, default='3')
p.add_argument('--lr', type=float, default=1e-3)
p.add_argument('--widths', nargs='+', type=int, default=[8, 16])
p.add_argument('--no-cuda', action='store_true', default=False)
p.add_argument('--keep', dest='kept', action='store_false')
p.add_argument('-q', action='store_const', const=5)
g = p.add_argument_group('model')
g.add_argument('--arch', choices=['a', 'b'], default='a')
g.add_argument('--stages', type=lambda s: [int(x) for x in s.split(',')], default='1,2')
p.add_argument('path', nargs='?', default='.')
a = p.parse_args([])
print(a)
print(vars(a)['epochs'] + 1, a.batch_size, a.kept, hasattr(a, 'depth'), 'lr' in a.__dict__)
a.depth = 2
print(a.depth, p.parse_args(args=[]).widths)
p.set_defaults(lr=1, extra='x')
known, rest = p.parse_known_args([])
print(known.lr, known.extra, known.kept, rest, argparse.Namespace(x=1, y='z'))
#---
# collections
from collections import *
import collections
c = Counter("abracadabra"); d = Counter(a=1, b=5, z=2)
print(c, c.most_common(2), c["x"], c + d, c - d, c & d, c | d)
c.update("aaa"); c.subtract({"a": 2, "q": 1}); print(c, +c, -c, sum(c.values()), c.total(), sorted(c.elements()))
del c["a"]; print(c, "a" in c, dict(c))
print(Counter([1, 2, 2]) == Counter({2: 2, 1: 1}))
c = Counter(); c["k"] += 1; print(c)
m = ChainMap({"lr": 0.1}, {"lr": 0.01, "wd": 0})
print(m["lr"], m["wd"], dict(m), list(m), len(m), m.maps, "wd" in m)
m2 = m.new_child({"bs": 3}); m2["lr"] = 9; print(m2, m["lr"], m2.parents)
try: m["nope"]
except KeyError as e: print("KeyError", e)
dq = deque([1, 2, 3], maxlen=3)
dq.append(4); dq.appendleft(0); print(dq, dq.maxlen, dq[0], dq[-1], len(dq))
dq.extend([7, 8]); dq.rotate(1); print(dq, list(reversed(dq)), dq.popleft(), dq.pop(), dq)
dq.extendleft([5, 6]); print(dq, dq.index(5), 6 in dq, dq.count(5)); dq.clear(); print(dq, bool(dq))
try: dq.pop()
except IndexError as e: print(e)
dd = defaultdict(list); dd["a"].append(1); dd["b"]; print(dd, dd.default_factory, "c" in dd, dd.get("c"))
dd = defaultdict(lambda: defaultdict(int)); dd["x"]["y"] += 1; print({k: dict(v) for k, v in dd.items()})
od = OrderedDict(a=1, b=2, c=3); od.move_to_end("a"); od.move_to_end("c", last=False); print(od, od.popitem(), od.popitem(last=False), od)
P = namedtuple("P", "x y z", defaults=[0, 1]); p = P(5)
print(p, p._asdict(), p._replace(x=2), P._fields, P._field_defaults, p == (5, 0, 1), P._make([1, 2, 3]), p.x + p.z)
x, *r = p; print(x, r, p.index(1), isinstance(p, tuple))
try: P()
except TypeError as e: print(e)
try: p.x = 3
except AttributeError as e: print(e)
class UD(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k.lower(), v)
u = UD(A=1); u["B"] = 2; print(u, dict(u), "a" in u, u.data)
class Dot(dict):
    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__
    __delattr__ = dict.__delitem__
q = Dot(a=1); q.b = 2; print(q, q.a, q["b"]); del q.a; print(q)
class AttrDict(dict):
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
        self.__dict__ = self
z = AttrDict(lr=0.1); z.wd = 3; print(z, z["wd"], z.lr)
d = {"a": 1}; d |= {"b": 2}; print(d | {"a": 5}, d, list(d.items()), d.popitem(), list(reversed({"x": 1, "y": 2})))
k = {"a": 1, "b": 2}; print(k.keys() & {"a", "c"}, k.keys() - {"a"}, k.items(), {**k, "c": 3}, dict.fromkeys("ab", 0), dict(zip("ab", [1, 2])))
s = {1, 2, 3}; print(s, s | {5}, s & {1, 9}, s - {1}, s ^ {1, 7}, s <= {1, 2, 3, 4}, s.isdisjoint({9}), {1} < s, frozenset([1, 2]))
s.add(10); s.discard(99); s.update([4], (5,)); print(sorted(s), s.pop() in range(20))
try: s.remove(77)
except KeyError as e: print("KeyError", e)
print(sorted([3, 1, 2], reverse=True), sorted("banana", key=lambda ch: (-"banana".count(ch), ch)), sorted({"b": 1, "a": 2}))
l = [("a", 2), ("b", 1), ("c", 2)]; print(sorted(l, key=lambda t: t[1]), max(l, key=lambda t: t[1]), min(l, key=lambda t: t[1]))
class UL(UserList): pass
print(UL([1, 2, 3]), len(UL([1])))
#---
# itertools and operator
from itertools import *
import operator
print(list(accumulate([1, 2, 3, 4])), list(accumulate([1, 2, 3], operator.mul)), list(accumulate([1, 2], initial=10)), list(accumulate([3, 1, 4], max)))
print(list(chain([1], "ab", (2,))), list(chain.from_iterable([[1, 2], [3]])))
print(list(combinations("abc", 2)), list(combinations_with_replacement("ab", 2)), list(permutations([1, 2, 3], 2)))
print(list(product([1, 2], "ab")), list(product([0, 1], repeat=2)))
print(list(compress("abcd", [1, 0, 1, 0])), list(dropwhile(lambda x: x < 3, [1, 2, 3, 1])), list(takewhile(lambda x: x < 3, [1, 2, 3, 1])))
print(list(filterfalse(lambda x: x % 2, range(6))), list(islice(count(5, 3), 3)), list(islice("abcdef", 2)), list(islice("abcdef", 1, None, 2)))
print(list(repeat(7, 3)), list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest([1, 2, 3], "a", fillvalue="-")), list(pairwise([1, 2, 3])))
for k, g in groupby(sorted(["apple", "ant", "bee", "bat", "cat"]), key=lambda w: w[0]): print(k, list(g))
a, b = tee([1, 2, 3]); print(list(a), list(b))
cy = cycle("ab"); print([next(cy) for _ in range(5)])
print(list(batched(range(7), 3)))
print(list(zip(range(3), count(1))), list(islice(count(0.5, 0.5), 3)))
print([list(g) for _, g in groupby([1, 1, 2, 2, 1])])
print(len(list(permutations(range(4)))), list(permutations([1, 2])), list(combinations([1, 2], 3)))
print(next(count()), list(map(operator.add, [1, 2], [3, 4])), list(map(operator.itemgetter(1), [(1, 2), (3, 4)])))
print(operator.itemgetter(0, 2)("abc"), operator.attrgetter("real")(5), operator.methodcaller("upper")("x"), operator.methodcaller("split", ",")("a,b"))
print(operator.truediv(1, 2), operator.neg(3), operator.contains([1], 1), operator.getitem([5], 0), operator.not_(0), operator.xor(5, 3), operator.is_(None, None), operator.index(True), operator.floordiv(7, 2), operator.mod(7, 3), operator.le(1, 2), operator.concat([1], [2]), operator.countOf([1, 1], 1), operator.truth([]), operator.iadd([1], [2]))
d = {}; operator.setitem(d, "a", 1); operator.delitem(d, "a"); print(d, operator.abs(-3), operator.inv(5), operator.invert(5), operator.lshift(1, 3), operator.and_(6, 3), operator.or_(6, 3), operator.pos(3), operator.pow(2, 5), operator.sub(5, 2), operator.eq(1, 1), operator.ne(1, 1), operator.lt(1, 2), operator.ge(1, 2), operator.gt(1, 2))
class N:
    def __init__(self): self.a = type("B", (), {"b": 5})()
print(operator.attrgetter("a.b")(N()), operator.attrgetter("a.b", "a.b")(N()))
grid = {"lr": [0.1, 0.01], "bs": [16, 32]}
for values in product(*grid.values()): print(dict(zip(grid, values)))
#---
# functools
import functools
from functools import *
@lru_cache(maxsize=2)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(10), fib.cache_info(), fib.cache_parameters()); fib.cache_clear(); print(fib.cache_info(), fib.__name__, fib.__wrapped__(1))
@cache
def sq(x, y=2):
    "doc"
    print("call", x, y); return x * y
print(sq(1), sq(1), sq(1, y=2), sq.cache_info(), sq.__doc__)
@lru_cache
def plain(x): return [x]
print(plain(1) is plain(1), plain.cache_info())
try: plain([1])
except TypeError as e: print(e)
class A:
    def __init__(self, n): self.n = n
    @cached_property
    def heavy(self): print("heavy"); return self.n * 10
    @lru_cache(maxsize=None)
    def meth(self, k): print("meth"); return self.n + k
    @singledispatchmethod
    def show(self, x): return "other"
    @show.register
    def _(self, x: int): return f"int {x}"
    @show.register(str)
    def _(self, x): return f"str {x}"
    def base(self, a, b, c=0): return (self.n, a, b, c)
    pm = partialmethod(base, 1, c=9)
a = A(3); print(a.heavy, a.heavy, "heavy" in a.__dict__, a.meth(1), a.meth(1), a.show(1), a.show("x"), a.show([]), a.pm(5))
a.heavy = 5; print(a.heavy); del a.heavy; print(a.heavy)
@singledispatch
def to(x): raise NotImplementedError(f"no {type(x).__name__}")
@to.register(int)
@to.register(float)
def _(x): return "num"
@to.register
def _(x: list): return ["list"] + [to(i) for i in x]
print(to(1), to(2.5), to([1, 2.0]), to.dispatch(int)(3), to(True))
try: to("s")
except NotImplementedError as e: print(e)
@total_ordering
class V:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(V(1) <= V(2), V(1) >= V(2), V(3) > V(2), sorted([V(3), V(1)])[0].v, max(V(1), V(5)).v)
p = partial(int, base=2); print(p("101"), p.func, p.args, p.keywords, p)
def f(a, b, *c, k=1): return a, b, c, k
q = partial(f, 1, k=5); print(q(2, 3), q(2, k=7), partial(q, 9)(8))
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], 5), reduce(max, [3, 9, 2]))
try: reduce(lambda a, b: a, [])
except TypeError as e: print(e)
def deco(fn):
    @wraps(fn)
    def inner(*a, **k):
        "inner doc"
        return fn(*a, **k)
    return inner
@deco
def named(x: int) -> str:
    "named doc"
    return str(x)
print(named.__name__, named.__doc__, named.__wrapped__(3), named(4), named.__annotations__, named.__module__, named.__qualname__)
def repeat(n):
    def d(fn):
        @wraps(fn)
        def w(*a): return [fn(*a) for _ in range(n)]
        w.n = n
        return w
    return d
@repeat(3)
def hi(x): return x
print(hi(1), hi.n, hi.__name__)
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))
class Count:
    def __init__(self, fn): update_wrapper(self, fn); self.fn = fn; self.n = 0
    def __call__(self, *a): self.n += 1; return self.fn(*a)
@Count
def foo(): "foo doc"; return 1
foo(); foo(); print(foo.n, foo.__name__, foo.__doc__)
print(f.__defaults__, f.__kwdefaults__, f.__code__.co_varnames, f.__code__.co_argcount)
#---
# contextlib
from contextlib import *
import contextlib
@contextmanager
def tag(name):
    print("<%s>" % name)
    try:
        yield name.upper()
    except ValueError as e:
        print("swallow", e)
    finally:
        print("</%s>" % name)
with tag("a") as t: print(t)
with tag("b"): raise ValueError("oops")
try:
    with tag("c"): raise KeyError("k")
except KeyError as e: print("out", e)
@tag("deco")
def f(x): return x + 1
print(f(1), f(2))
with ExitStack() as st:
    for n in "xy": print(st.enter_context(tag(n)))
    st.callback(print, "callback", 1, sep="-")
    st.push(lambda *a: print("push", a[0]))
    print("body")
with suppress(KeyError, IndexError): {}["a"]
print("after")
with nullcontext(5) as v: print(v)
with nullcontext(): pass
with nullcontext("z") as q: print(q)
class C:
    def close(self): print("closed")
with closing(C()) as c: print(type(c).__name__)
class Timer(ContextDecorator):
    def __enter__(self): print("enter"); return self
    def __exit__(self, *exc): print("exit", exc[0]); return False
@Timer()
def g(): print("in g"); return 3
print(g())
with Timer() as a, tag("m") as b: print(b)
with (Timer() as a, nullcontext(3) as b): print(b)
def h():
    with tag("ret"):
        return "value"
print(h())
for i in range(3):
    with tag(str(i)):
        if i == 1: break
        continue
@contextmanager
def bad():
    return
    yield
try:
    with bad(): pass
except RuntimeError as e: print(e)
@contextmanager
def twice():
    yield 1
    yield 2
try:
    with twice(): pass
except RuntimeError as e: print(e)
class E:
    def __exit__(self, *a): pass
try:
    with E(): pass
except TypeError as e: print(e)
try:
    with 5: pass
except TypeError as e: print(e)
@contextmanager
def temp(d, k, v):
    old = d.get(k); d[k] = v
    try: yield d
    finally: d[k] = old
cfg = {"lr": 1}
with temp(cfg, "lr", 5) as d: print(d)
print(cfg)
try:
    with temp(cfg, "lr", 9): 1 / 0
except ZeroDivisionError as e: print(e, cfg)
with ExitStack() as stack:
    stack.enter_context(suppress(ZeroDivisionError)); 1 / 0
print("fine")
es = ExitStack(); es.callback(lambda: print("later")); new = es.pop_all(); es.close(); new.close()
#---
# copies and dataclasses
import copy, dataclasses
from dataclasses import *
from typing import *
class N:
    def __init__(self): self.a = [1]; self.big = [9]
    def __deepcopy__(self, memo):
        n = N.__new__(type(self)); memo[id(self)] = n
        n.a = copy.deepcopy(self.a, memo); n.big = self.big; return n
    def __copy__(self):
        n = N(); n.a = "copied"; return n
n = N(); m = copy.deepcopy(n); print(m.a is n.a, m.big is n.big, m.a, copy.copy(n).a)
l = [1, [2]]; l2 = copy.copy(l); l3 = copy.deepcopy(l); l[1].append(3); print(l2, l3)
@dataclass
class Cfg:
    lr: float = 0.1
    layers: List[int] = field(default_factory=lambda: [64, 32])
    name: str = "net"
    hidden: int = field(default=5, repr=False, compare=False)
    total: int = field(init=False)
    def __post_init__(self):
        self.total = sum(self.layers)
        if self.lr <= 0: raise ValueError(f"lr must be positive, got {self.lr}")
c = Cfg(); print(c, c.hidden, c == Cfg(), c == Cfg(hidden=7), c != Cfg(lr=1), asdict(c), astuple(c))
r = replace(c, lr=0.5); print(r, r.layers is c.layers, [f.name for f in fields(c)], [f.type for f in fields(Cfg)][:1])
try: Cfg(lr=-1)
except ValueError as e: print(e)
try: Cfg(foo=1)
except TypeError as e: print(e)
@dataclass(frozen=True, order=True)
class V:
    x: int
    y: int = 0
    def norm(self): return self.x + self.y
print(V(1), V(1) < V(2), sorted([V(3), V(1, 5), V(1)]), hash(V(1)) == hash(V(1)), {V(1): "k"}[V(1)], V(3, 4).norm())
try: V(1).x = 3
except FrozenInstanceError as e: print(type(e).__name__, e)
@dataclass(kw_only=True)
class K:
    a: int
    b: str = "b"
print(K(a=1))
try: K(1)
except TypeError as e: print(e)
try: K()
except TypeError as e: print(e)
@dataclass
class KS:
    x: int
    _: KW_ONLY
    y: int = 2
print(KS(1, y=3), KS.__match_args__)
try: KS(1, 2)
except TypeError as e: print(e)
@dataclass(slots=True)
class S:
    a: int = 1
s = S()
try: s.zz = 1
except AttributeError as e: print(e)
@dataclass
class Base:
    a: int
    b: int = 2
@dataclass
class Child(Base):
    c: int = 3
    a: int = 10
print(Child(), Child(1, 2, 3), is_dataclass(Child), is_dataclass(3), is_dataclass(Child()))
@dataclass
class Inner:
    v: int = 1
@dataclass
class Outer:
    i: Inner = field(default_factory=Inner)
    d: Dict[str, Inner] = field(default_factory=dict)
    o: Optional[int] = None
    K: ClassVar[int] = 7
o = Outer(d={"k": Inner(5)}); print(o, asdict(o), Outer.K)
try:
    @dataclass
    class Bad:
        x: list = []
except ValueError as e: print(e)
try:
    @dataclass
    class Bad2:
        x: int = 1
        y: int
except TypeError as e: print(e)
@dataclass
class IV:
    x: int
    scale: InitVar[int] = 2
    def __post_init__(self, scale): self.x *= scale
print(IV(3), IV(3, 5))
@dataclass(eq=False)
class NoEq:
    x: int
print(NoEq(1) == NoEq(1))
@dataclass(repr=False)
class NoRepr:
    x: int
    def __repr__(self): return "custom"
print(NoRepr(1))
D = make_dataclass("D", [("x", int), ("y", int, field(default=5))]); print(D(1))
try: {Cfg(): 1}
except TypeError as e: print(e)
print(MISSING is dataclasses.MISSING, fields(Base)[0].default is MISSING)
match V(1, 2):
    case V(x=1, y=b): print("matched", b)
match V(1, 2):
    case V(a, b): print("pos", a, b)
class PlainList:
    pass
x = PlainList(); x.self = x; y = copy.deepcopy(x); print(y.self is y, y is not x)
#---
# enum
from enum import *
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = auto()
    CRIMSON = 1
    def describe(self): return f"{self.name}={self.value}"
    @classmethod
    def default(cls): return cls.GREEN
    @property
    def short(self): return self.name[0]
print(Color.RED, repr(Color.RED), Color(2), Color["BLUE"], list(Color), len(Color), Color.CRIMSON is Color.RED, Color.RED.describe(), Color.default(), Color.BLUE.short)
print(Color.RED == Color.RED, Color.RED == 1, Color.RED in Color, isinstance(Color.RED, Color), {Color.RED: 1}[Color.RED], Color.__members__.keys(), type(Color.RED))
try: Color(9)
except ValueError as e: print(e)
try: Color["X"]
except KeyError as e: print("KeyError", e)
try: Color.X
except AttributeError as e: print(e)
try: Color.RED = 5
except AttributeError as e: print(e)
try: Color.RED < Color.GREEN
except TypeError as e: print(e)
class Perm(Flag):
    R = auto(); W = auto(); X = auto()
    RW = R | W
print(Perm.R | Perm.X, Perm.RW, repr(Perm.RW), Perm.R in Perm.RW, Perm.R & Perm.W, bool(Perm.R & Perm.W), ~Perm.R, Perm(3), list(Perm.RW), (Perm.R | Perm.W).value, Perm.R ^ Perm.RW, Perm.X.name)
class Pri(IntEnum):
    LOW = 1
    HIGH = 10
print(Pri.LOW, repr(Pri.LOW), Pri.LOW < Pri.HIGH, Pri.LOW + 1, sorted([Pri.HIGH, Pri.LOW]), Pri.LOW == 1, [10, 20, 30][Pri.LOW], f"{Pri.LOW}", "%d" % Pri.HIGH, int(Pri.HIGH), range(Pri.HIGH)[-1], max(Pri))
class Mode(str, Enum):
    TRAIN = "train"
    EVAL = "eval"
print(Mode.TRAIN, Mode.TRAIN == "train", Mode("eval"), Mode.TRAIN.upper(), f"{Mode.TRAIN}", f"{Mode.TRAIN.value}", {"train": 1}[Mode.TRAIN], Mode.TRAIN + "x", isinstance(Mode.TRAIN, str), repr(Mode.EVAL))
class SM(StrEnum):
    A = auto()
    B = "bee"
print(SM.A, repr(SM.A), f"{SM.B}", SM.A == "a", "x" + SM.B, [m.value for m in SM])
class IF(IntFlag):
    A = 1; B = 2; C = 4
print(IF.A | IF.B, repr(IF.A | IF.B), IF(7), (IF.A | 8), IF.A + 1, IF.A & 3)
class Planet(Enum):
    EARTH = (5.97e24, 6.37e6)
    MARS = (6.4e23, 3.4e6)
    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    @property
    def g(self): return round(6.67e-11 * self.mass / self.radius ** 2, 2)
print(Planet.EARTH.g, Planet.MARS.mass, Planet.EARTH.value, Planet((6.4e23, 3.4e6)))
class Act(Enum):
    RELU = "relu"
    TANH = "tanh"
    @classmethod
    def _missing_(cls, value):
        for m in cls:
            if m.value == value.lower(): return m
        return None
    def __str__(self): return self.value
    def __call__(self, x): return f"{self.value}({x})"
print(Act("ReLU"), Act.TANH(3), f"{Act.RELU}", str(Act.RELU), Act.RELU)
try: Act("none")
except ValueError as e: print(e)
A = Enum("Animal", "CAT DOG"); print(A.CAT, list(A), A.DOG.value)
B = Enum("B", {"X": 10, "Y": 20}); print(B.Y, B(10))
try:
    @unique
    class U(Enum):
        A = 1
        B = 1
except ValueError as e: print(e)
class W(Enum):
    A = "a"; B = "b"
    def __eq__(self, o): return self.value == (o.value if isinstance(o, W) else o)
    def __hash__(self): return hash(self.value)
print(W.A == "a", W.A in {W.A: 1}, W["A"].name)
for name, member in Color.__members__.items(): print(name, member)
match Color.RED:
    case Color.GREEN: print("g")
    case Color.RED: print("r")
print(Color.RED.__class__, Color.RED.name.lower(), [c.name for c in reversed(Color)])
class Gen(Enum):
    def _generate_next_value_(name, start, count, last): return name.lower()
    FOO = auto(); BAR = auto()
print(list(Gen))
#---
# enum, once more
from enum import Enum, IntEnum, auto
class Level(int, Enum):
    LOW = 1
    HIGH = 2
print(Level.LOW < Level.HIGH, Level.LOW == 1, Level.LOW + 1, sorted([Level.HIGH, Level.LOW])[0].name, Level(2).name, [10, 20, 30][Level.LOW], isinstance(Level.LOW, int))
class Opt(Enum):
    SGD = "sgd"
    ADAM = "adam"
    @classmethod
    def parse(cls, s):
        for m in cls:
            if m.value == s.lower() or m.name == s: return m
        raise ValueError(f"unknown optimizer {s!r}, choose from {[m.value for m in cls]}")
    def build(self): return {Opt.SGD: "S", Opt.ADAM: "A"}[self]
print(Opt.parse("ADAM"), Opt.parse("sgd").build(), Opt.SGD in (Opt.SGD,), {o.name: o.value for o in Opt}, Opt("adam") is Opt.ADAM, Opt.SGD != Opt.ADAM, hash(Opt.SGD) == hash(Opt.SGD))
try: Opt.parse("x")
except ValueError as e: print(e)
try: Opt("x")
except ValueError as e: print(e)
class Cfg(Enum):
    SMALL = dict(d=1)
    BIG = dict(d=2)
print(Cfg.SMALL.value["d"], Cfg.BIG.name, len(Cfg), [c.value["d"] for c in Cfg])
class Fn(Enum):
    ID = staticmethod(lambda x: x)
    def __str__(self): return "Fn"
class Lab(Enum):
    CAT = (0, "kitty")
    DOG = (1, "puppy")
    def __init__(self, idx, nick): self.idx, self.nick = idx, nick
    @property
    def both(self): return f"{self.idx}:{self.nick}"
print([l.both for l in Lab], Lab.CAT.value, Lab((1, "puppy")).name, Lab["DOG"].idx)
class New(Enum):
    A = 1, "one"
    B = 2, "two"
    def __new__(cls, v, label):
        o = object.__new__(cls); o._value_ = v; o.label = label; return o
print(New.A.value, New.A.label, New(2).label, New.B)
print(f"{Level.LOW} {Opt.SGD} {Opt.SGD.value:>6} {Level.HIGH.value:02d} {Opt.SGD!r}", str(Opt.SGD), "%s" % Opt.ADAM)
#---
# argparse with words of its own
import argparse
p = argparse.ArgumentParser(description="x"); p.add_argument("--lr", type=float, default=1e-3); p.add_argument("--amp", action="store_true"); p.add_argument("--layers", nargs="+", type=int, default=[1, 2]); g = p.add_argument_group("m"); g.add_argument("--name", choices=["a", "b"], default="a")
args = p.parse_args(["--lr", "0.5", "--amp", "--layers", "3", "4"]); print(args.lr, args.amp, args.layers, args.name, vars(args), args)
