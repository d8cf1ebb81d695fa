# generators
def g(n):
    for i in range(n):
        if i % 2:
            yield i
        else:
            try:
                yield -i
            finally:
                print('cleanup', i)
    return 7
print(list(g(5)))
def h():
    x = yield 1
    print('x', x)
    yield from [1, 2]
    r = yield from g(2)
    while True:
        yield 'w'
        break
    else:
        print('no')
    with open_ctx() as c:
        yield c
class open_ctx:
    def __enter__(self): return 'ctx'
    def __exit__(self, *a): print('closed')
print(list(h()))
def nested():
    for i in range(2):
        for j in range(2):
            yield i, j
print(list(nested()), sum(a*b for a, b in nested()))
it = nested()
print(next(it), next(it)); print(list(it)); print(next(it, 'done'))
#---
def deco(f):
    def w(*a, **k):
        print('call', f.__name__, a, k)
        return f(*a, **k)
    return w
@deco
def add(a, b=2): return a + b
print(add(1), add(1, b=5))
class C:
    @deco
    def m(self, x): return x * 2
print(C().m(4) if False else 'ok')
#---
class Meta(type): pass
class A(metaclass=Meta):
    pass
class B(A, metaclass=Meta):
    y = [i * 2 for i in range(3)]
    z = y[0]
    def f(self): return self.y, __class__.__name__
print(B().f())
#---
class V:
    def __init__(self, x): self.x = x
    def __add__(self, o): return V(self.x + (o.x if isinstance(o, V) else o))
    __radd__ = __add__
    def __iadd__(self, o):
        self.x += 100; return self
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __neg__(self): return V(-self.x)
    def __getitem__(self, i): return self.x * 10 + i
    def __len__(self): return 3
    def __contains__(self, v): return v == self.x
    def __call__(self, *a): return a
    def __bool__(self): return False
    def __repr__(self): return f'V({self.x})'
    def __hash__(self): return 5
    def __iter__(self): return iter([self.x, self.x + 1])
    def __getattr__(self, n): return 'attr ' + n
v = V(3)
w = v
w += 1
print(v, v + 1, 1 + v, v == V(103), v != V(103), v < V(200), -v, v[2], len(v), 103 in v, v(1, 2), bool(v), list(v), v.foo)
print(sorted([V(3), V(1), V(2)]), sum([V(1), V(2)], V(0)), V(1) > V(0), not v)
a, b = v
print(a, b, *v, [*v, 1], {**{'k': 1}, 'z': 2})
#---
x = 5
def f():
    def g():
        return x
    return g
print(f()())
fs = [lambda i=i: i for i in range(3)]
print([q() for q in fs])
fs = [lambda: i for i in range(3)]
print([q() for q in fs])
def counter():
    c = 0
    def inc(by=1):
        nonlocal c
        c += by
        return c
    def get(): return c
    return inc, get
inc, get = counter(); inc(); inc(5); print(get())
def mut(a=[]):
    a.append(1); return a
mut(); print(mut())
if (n := 10) > 5: print(n)
print([y := 1, y**2], [z for q in range(3) if (z := q * 2)], z)
#---
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, True + 1, None is None, [] == [], (1, 2) < (1, 3), 'a' < 'b')
print(7 // 2, -7 // 2, 7 % -3, 2 ** -1, 2 ** 0.5, 1e100, 1e16, 123456789012345678, 1.0, -0.0, 1e-5, 0.0001, 1/3, 100.0, 1e15, 12345678.9)
print(float('inf'), float('nan'), -float('inf'), 3.0 * 2, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, 256 >> 2, 10 ** 15, round(2.5), round(3.5), round(2.675, 2), round(1234, -2), int(-3.7), int('0x1f', 16), int('  12 '), int('1_000'))
print(divmod(7, 3), divmod(-7, 3), abs(-3), abs(-2.5), max(1, 2.5), min('b', 'a'), pow(2, 10), pow(3, 4, 5), hex(255), bin(5), oct(8))
print(repr('a\'b'), repr("it's"), repr('a\nb\t\\'), 'é', len('héllo'), 'héllo'[1], 'héllo'[::-1], '\x41\u00e9')
print('abc'[1:], 'abc'[-2:], 'abcdef'[::2], 'abcdef'[4:1:-1], [1,2,3,4][1:3], [1,2,3][::-1], (1,2,3)[:2], list(range(10))[2:8:3], range(10)[2:5])
#---
print('%s %r %d %5.2f %e %g %x %% %-5s| %05d %+d' % ('a', 'b', 3, 3.14159, 12345.678, 0.0001, 255, 'z', 42, 7))
print('{:>10}|{:<10}|{:^10}|{:*^10}'.format('a', 'b', 'c', 'd'))
print('{0} {1} {0} {name} {x[0]} {y.real}'.format(1, 2, name='n', x=[5], y=3))
print(f'{3.14159:.2f} {42:05d} {1e10:g} {255:#x} {1234567:,} {0.25:%} {"s":>5} {[1,2]!r:>10} {5:+} {-5: } {3.0} {1e20} {True} {None}')
w = 10; p = 3
print(f'{3.14159:{w}.{p}f}|{"a":{w}}|{w=}|{w!r}|{w + 1 = }')
print('%.3f' % 2.0005, '%.0f' % 0.5, '%.1f' % 0.25, '%.2e' % 1.005, '%10.4f|' % 1e10, '%g' % 1e-10, '%g' % 123456789, '%.3g' % 1234.5)
print('{:.3}'.format('abcdef'), '{:,.2f}'.format(1234567.891), '{:e}'.format(0), '{:08.3f}'.format(-3.14159), '{:b}'.format(10), '{:c}'.format(65), '{:_}'.format(1000000))
print('%(a)s %(b)d' % {'a': 1, 'b': 2}, '%s' % (1,), '%s' % [1, 2], '%5s|%-5s|' % ('é', 'b'))
print('a,b,,c'.split(','), ' a b  c '.split(), 'a b c'.split(' ', 1), 'a-b-c'.rsplit('-', 1), 'abc'.partition('b'), 'x'.join(['a', 'b']), 'aXbX'.replace('X', '--'), 'abcabc'.find('c'), 'abc'.find('z'), 'Hello World'.swapcase(), 'hello world'.title(), 'abc'.center(9, '*'), '7'.zfill(3), '-7'.zfill(4), 'abc'.startswith(('x', 'a')), 'a\nb\n'.splitlines(), 'aaa'.count('a'), '  x '.strip() + '|', 'xxaxx'.strip('x'), 'a.b.c'.rpartition('.'))
#---
d = {'a': 1, 'b': 2}
d['c'] = 3
del d['a']
print(d, list(d), d.keys(), d.values(), d.items(), d.pop('b'), d, d.get('q'), d.setdefault('z', []), d, len(d), 'c' in d, {**d, 'c': 9}, d == {'c': 3, 'z': []}, dict(a=1, b=2), dict([(1, 2)]), {1: 'a', 1.0: 'b', True: 'c'})
for k, v in d.items(): print(k, v)
s = {3, 1, 2}
s.add(5); s.discard(1); print(sorted(s), s | {9} == {2, 3, 5, 9}, sorted(s & {2, 3}), sorted(s - {2}), sorted({1, 2} ^ {2, 3}), 2 in s, len(s), set(), frozenset([1]), {1} <= {1, 2}, {1, 2}.issuperset({1}))
l = [3, 1, 2]
l.sort(); print(l); l.insert(0, 9); l.extend([7, 8]); print(l, l.pop(), l.pop(0), l.index(2), l.count(3), l * 2, l + [1], l.reverse(), l)
l[1:2] = [10, 11]; print(l); del l[0]; print(l); l += (4,); print(l); l *= 2; print(l); print([[0] * 2 for _ in range(2)], sorted(['bb', 'a', 'ccc'], key=len, reverse=True), l[-1], [1, 2] < [1, 3], any([0, 1]), all([]), list(zip('ab', [1, 2])), list(enumerate('ab', 1)), list(filter(None, [0, 1, 2])), list(map(str, [1, 2])), tuple(reversed([1, 2])))
a = b = []
a.append(1); print(b, a is b, a == [1], type(a).__name__, type(5), type('s'), isinstance(True, int), isinstance([], (list, tuple)))
a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d)
print(type(print), type(len).__name__, callable(len), print.__name__)
#---
from collections import OrderedDict, defaultdict, Counter, deque, namedtuple
o = OrderedDict([('a', 1), ('b', 2)]); o['c'] = 3; o.move_to_end('a'); print(o, list(o.items()), o.popitem())
d = defaultdict(list); d['x'].append(1); print(d, d['y'], dict(d)); 
c = Counter('abracadabra'); print(c.most_common(2), c['z'], c['a'])
q = deque([1, 2, 3], maxlen=3); q.append(4); q.appendleft(0); print(q, q.popleft(), len(q), list(q))
P = namedtuple('P', 'x y', defaults=[5]); p = P(1); print(p, p.x, p[1], p._replace(x=9), p._asdict(), P._fields, *p, p == (1, 5), isinstance(p, tuple))
try: P()
except TypeError as e: print(e)
class Q(namedtuple('Q', ['a', 'b'])):
    def total(self): return self.a + self.b
print(Q(1, 2).total(), Q(1, b=3))
#---
import itertools, functools, operator, math, copy
print(list(itertools.chain([1], [2, 3])), list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.product('ab', repeat=2)), list(itertools.combinations([1, 2, 3], 2)), list(itertools.permutations([1, 2])), list(itertools.zip_longest([1], [2, 3], fillvalue=0)), list(itertools.accumulate([1, 2, 3])), list(itertools.chain.from_iterable([[1], [2]])), list(itertools.repeat(1, 2)), [(k, list(v)) for k, v in itertools.groupby([1, 1, 2])], list(itertools.takewhile(lambda x: x < 3, itertools.count())), list(itertools.pairwise([1, 2, 3])), list(itertools.starmap(pow, [(2, 3)])))
print(functools.reduce(operator.mul, [1, 2, 3, 4], 1), functools.partial(pow, 2)(5), functools.partial(int, base=2)('101'), operator.itemgetter(1)([5, 6]), sorted([(2, 'a'), (1, 'b')], key=operator.itemgetter(0)))
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80))
print(math.floor(2.7), math.ceil(2.1), math.sqrt(16), math.pi, math.gcd(12, 18), math.prod([2, 3, 4]), math.log2(8), math.log(math.e), math.factorial(10), math.comb(5, 2), math.isqrt(17), math.inf, math.exp(1), math.hypot(3, 4), math.log(100, 10))
class A:
    def __init__(self): self.l = [1, [2]]; self.me = self
a = A(); b = copy.deepcopy(a); b.l[1].append(3); print(a.l, b.l, b.me is b); c = copy.copy(a); c.l.append(9); print(a.l)
l = [1]; l.append(l); print(l, copy.deepcopy([1, {'a': [2]}]))
#---
from dataclasses import dataclass, field, asdict
from enum import Enum, IntEnum, auto
@dataclass
class Cfg:
    lr: float = 0.1
    layers: list = field(default_factory=lambda: [1, 2])
    name: str = 'x'
    def total(self): return sum(self.layers)
c = Cfg(name='z'); print(c, c.total(), c == Cfg(name='z'), asdict(c))
@dataclass
class D(Cfg):
    extra: int = 0
    def __post_init__(self): self.extra += 1
print(D(0.5, extra=3))
try: Cfg(1, 2, 3, 4)
except TypeError as e: print(e)
try: Cfg(foo=1)
except TypeError as e: print(e)
class Color(Enum):
    RED = 1
    GREEN = auto()
    def hi(self): return self.name.lower()
print(Color.RED, repr(Color.GREEN), Color(1), Color['RED'].value, list(Color), Color.RED == Color.RED, Color.RED is Color(1), Color.GREEN.hi(), len(Color), isinstance(Color.RED, Color))
class N(IntEnum):
    A = 1
    B = 2
print(N.A + 1, N.B > N.A, N.A == 1, int(N.B), [10, 20, 30][N.B])
try: Color(9)
except ValueError as e: print(e)
#---
from typing import List, Optional, Union, NamedTuple, Tuple
class P(NamedTuple):
    x: int
    y: float = 2.0
def f(a: List[int], b: Optional[Union[int, str]] = None, *c: int, d: 'Foo' = 3) -> Tuple[int, ...]: return a, b
print(P(1), P(1, 3).y, f([1]))
x: int = 5
y: List[int]
print(x)
#---
class Base:
    registry = []
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        cls.registry.append(cls.__name__)
class X(Base): pass
class Y(Base): pass
print(Base.registry)
class A:
    def f(self): return 'A'
class B(A):
    def f(self): return 'B' + super().f()
class C(A):
    def f(self): return 'C' + super().f()
class D(B, C):
    def f(self): return 'D' + super().f()
print(D().f(), [c.__name__ for c in D.__mro__], issubclass(D, A), D.__bases__[0].__name__)
class S:
    __slots__ = ('a',)
    count = 0
    def __init__(self): S.count += 1; type(self).count += 1
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def st(a): return a
    def __setattr__(self, k, v):
        object.__setattr__(self, k, v)
s = S.make(); print(S.count, s.st(3), S.st(4)); s.a = 5; print(s.a, hasattr(s, 'b'), getattr(s, 'b', 'none')); 
class T:
    def __new__(cls, *a):
        o = super().__new__(cls); o.z = a; return o
    def __init__(self, *a): self.y = a
t = T(1, 2); print(t.z, t.y, t.__dict__, vars(t), t.__class__.__name__)
class L(list):
    def __init__(self, *a): super().__init__(*a); self.tag = 't'
    def first(self): return self[0]
l = L([3, 4]); l.append(5); print(l, l.first(), l.tag, len(l), isinstance(l, list), [x for x in l])
class DD(dict):
    def __getattr__(self, k): return self[k]
    __setattr__ = dict.__setitem__ if hasattr(dict, '__setitem__') else None
d = DD(a=1); print(d.a, d)
#---
def f(*args, sep='-', **kw): return args, sep, kw
print(f(1, *[2, 3], sep='x', **{'a': 1}, b=2), f(*(), **{}))
print((lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4))
def g(a, b=2, /, c=3, *, d=4): return a, b, c, d
print(g(1), g(1, 5, c=6, d=7))
print(f.__name__, f.__qualname__ if hasattr(f, '__qualname__') else '')
del f
try: f
except NameError as e: print(e)
x = 1
def outer():
    x = 2
    class K:
        y = x
        def m(self): return x
    return K.y, K().m()
print(outer())
try:
    pass
except: print('no')
else: print('else')
finally: print('finally')
i = 0
while i < 3:
    i += 1
    if i == 2: continue
    print(i)
else: print('done')
print([i for i in range(5) if i % 2 == 0 if i > 0], {i % 2 for i in range(4)}, {k: [v for v in range(k)] for k in range(3)}, [a + b for a, b in [(1, 2), (3, 4)]], [[j for j in range(i)] for i in range(3)])
print(*[1, 2], sep=', ', end='!\n')
print(); print('a', 'b', sep='')
assert True, 'x'
print(eval('1') if False else 'ne', __name__)
exec
#---
m = {'k': [1, 2, {'z': 3}], 'p': (1, 2)}
match m:
    case {'k': [a, *rest], **other}: print(a, rest, other)
class Pt:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x = x; self.y = y
for v in [Pt(0, 5), Pt(1, 2), 5, 'str', [1, 2, 3], None, -1, (1,)]:
    match v:
        case Pt(x=0, y=yy): print('on y', yy)
        case Pt(a, b) if a < b: print('pt', a, b)
        case int(n) if n > 0: print('int', n)
        case 'str' | 'other' as s: print('s', s)
        case [first, *_]: print('seq', first)
        case None: print('none')
        case _: print('default', v)
#---
import contextlib
@contextlib.contextmanager
def cm(x):
    print('in', x)
    yield x * 2
    print('out')
with cm(3) as v, contextlib.suppress(KeyError):
    print(v)
    {}['a']
print('after')
from types import SimpleNamespace
n = SimpleNamespace(a=1); n.b = 2; print(n, n.a)
#---
class Stack:
    def __init__(self): self.items = []
    def __iter__(self):
        for x in self.items: yield x
    def __next__(self): raise StopIteration
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(It(3)), max(It(4)), [x for x in It(2)], sum(It(5)), 2 in It(4), *It(2))
s = Stack(); s.items = [1, 2]; print(list(s), tuple(s), sorted(s, reverse=True))
a, b, c = It(3); print(a, b, c)
class G:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i
print(list(G()))
#---
# metaclasses, abstract classes, hooks of classes
from abc import ABC, ABCMeta, abstractmethod

def attempt(name, f):
    try:
        print(name, f())
    except Exception as e:
        print(name, type(e).__name__, e)

class Base(ABC):
    @abstractmethod
    def forward(self, x): ...
class Two(metaclass=ABCMeta):
    @abstractmethod
    def a(self): pass
    @property
    @abstractmethod
    def b(self): pass
    @classmethod
    @abstractmethod
    def c(cls): pass
    @staticmethod
    @abstractmethod
    def d(): pass
attempt("Base", Base)
attempt("Two", Two)
class Half(Two):
    def a(self): return 1
    b = 3
attempt("Half", Half)
class Full(Half):
    @classmethod
    def c(cls): return cls.__name__
    @staticmethod
    def d(): return "d"
attempt("Full", lambda: (Full().a(), Full.b, Full.c(), Full.d()))
print(sorted(Two.__abstractmethods__), isinstance(Full(), Two))
class NoAbstract(ABC):
    def x(self): return 5
attempt("NoAbstract", lambda: NoAbstract().x())

class Registry(type):
    registry = {}
    def __new__(mcs, name, bases, namespace, **kw):
        cls = super().__new__(mcs, name, bases, namespace)
        if bases:
            mcs.registry[name.lower()] = cls
        return cls
class Layer(metaclass=Registry):
    pass
class Conv(Layer):
    pass
class Pool(Layer):
    pass
print(Registry.registry)
print(type(Conv), type(Conv) is Registry, isinstance(Conv, Registry), Conv.registry is Registry.registry)
class Meta2(type):
    def __init__(cls, name, bases, ns):
        super().__init__(name, bases, ns)
        cls.created = name + "!"
    def __call__(cls, *args, **kwargs):
        obj = super().__call__(*args, **kwargs)
        obj.tag = "made by " + cls.__name__
        return obj
    def __len__(cls): return 7
    def __getitem__(cls, k): return (cls.__name__, k)
    def __iter__(cls): return iter([1, 2, 3])
    def __contains__(cls, x): return x == 2
    def __repr__(cls): return f"<Meta2 {cls.__name__}>"
    @property
    def upper(cls): return cls.__name__.upper()
    def helper(cls): return "helped " + cls.__name__
class M(metaclass=Meta2):
    def __init__(self, v=1): self.v = v
print(M.created, M(3).tag, M(4).v, len(M), M["k"], list(M), 2 in M, 5 in M, M, M.upper, M.helper())
class Singleton(type):
    _instances = {}
    def __call__(cls, *args, **kwargs):
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__(*args, **kwargs)
        return cls._instances[cls]
class Config(metaclass=Singleton):
    def __init__(self, lr=0.1): self.lr = lr
a, b = Config(0.5), Config(0.9)
print(a is b, b.lr)
class Prepared(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        return {"injected": 42}
    def __new__(mcs, name, bases, ns, flag=False, **kw):
        c = super().__new__(mcs, name, bases, dict(ns))
        c.flag = flag
        return c
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
class P(metaclass=Prepared, flag=True): pass
print(P.injected, P.flag)
class Plugin:
    plugins = []
    def __init_subclass__(cls, /, kind="none", **kwargs):
        super().__init_subclass__(**kwargs)
        cls.kind = kind
        Plugin.plugins.append(cls.__name__)
class A(Plugin, kind="a"): pass
class B(Plugin): pass
print(Plugin.plugins, A.kind, B.kind)
class Field:
    def __set_name__(self, owner, name):
        self.name = "_" + name
        print("set_name", owner.__name__, name)
    def __get__(self, obj, objtype=None):
        if obj is None: return self
        return getattr(obj, self.name, None)
    def __set__(self, obj, value):
        if value < 0: raise ValueError(f"{self.name[1:]} must be >= 0, got {value}")
        setattr(obj, self.name, value)
    def __delete__(self, obj):
        print("del", self.name); delattr(obj, self.name)
class Opt:
    lr = Field()
    wd = Field()
    def __init__(self, lr, wd): self.lr, self.wd = lr, wd
o = Opt(0.1, 0)
print(o.lr, o.wd, o.__dict__, type(Opt.lr).__name__)
attempt("neg", lambda: Opt(-1, 0))
del o.lr
print(o.lr, o.__dict__)
class G:
    def __class_getitem__(cls, item): return f"{cls.__name__}[{item}]"
print(G["x"], G[1, 2])
X = type("X", (Plugin,), {"val": 3, "get": lambda self: self.val}, kind="dyn")
print(X().get(), X.kind, X.__name__, Plugin.plugins)
attempt("conflict", lambda: type("Z", (Layer, M), {}))
#---
# keys that say themselves what they are equal to, slots
class Point:
    def __init__(self, x, y): self.x, self.y = x, y
    def __eq__(self, other):
        if not isinstance(other, Point): return NotImplemented
        return (self.x, self.y) == (other.x, other.y)
    def __hash__(self): return hash((self.x, self.y))
    def __repr__(self): return f"Point({self.x}, {self.y})"
d = {Point(1, 2): "a", Point(3, 4): "b"}
print(d[Point(1, 2)], Point(3, 4) in d, Point(9, 9) in d, len({Point(1, 2), Point(1, 2), Point(0, 0)}))
d[Point(1, 2)] = "z"
print(d, len(d))
print(Point(1, 2) == Point(1, 2), Point(1, 2) != Point(1, 2), Point(1, 2) == 5, Point(1, 2) != 5)
print(Point(1, 2) in [Point(0, 0), Point(1, 2)], [Point(0, 0), Point(1, 2)].index(Point(1, 2)), [Point(1, 2)] * 2 == [Point(1, 2)] * 2)
print([Point(1, 1), Point(1, 1), Point(2, 2)].count(Point(1, 1)))
class NoHash:
    def __eq__(self, o): return True
try:
    {NoHash(): 1}
except TypeError as e:
    print(e)
try:
    hash(NoHash())
except TypeError as e:
    print(e)
try:
    {[1]: 2}
except TypeError as e:
    print(e)
try:
    {{}: 2}
except TypeError as e:
    print(e)
try:
    {1, [2]}
except TypeError as e:
    print(e)
from functools import lru_cache
@lru_cache(maxsize=None)
def f(p): 
    print("computing", p)
    return p.x + p.y
print(f(Point(1, 2)), f(Point(1, 2)), f.cache_info())
print(hash(1) == hash(1.0), hash(True), hash(""), hash(0), hash(-1), hash(2**61))
print({1: "a", 1.0: "b", True: "c"})
print(len({Point(i % 3, 0) for i in range(10)}))
s = {Point(1, 1)}
s.discard(Point(1, 1))
print(s, set() == s)
print({Point(1,1)} | {Point(1,1)} == {Point(1,1)}, {Point(1,1), Point(2,2)} - {Point(1,1)})
m = {}
m.setdefault(Point(5, 5), []).append(1)
m.setdefault(Point(5, 5), []).append(2)
print(m, m.pop(Point(5, 5)), m.get(Point(5, 5), "none"))
class K:
    def __init__(self, k): self.k = k
    def __hash__(self): return 1
    def __eq__(self, o): return self.k == o.k
dd = {K(i): i for i in range(20)}
print(dd[K(7)], len(dd), (K(1), 2) == (K(1), 2), {(K(1), 2): 3}[(K(1), 2)])
class Slots:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
s = Slots()
try:
    s.c = 3
except AttributeError as e:
    print(e)
try:
    s.b
except AttributeError as e:
    print(e)
s.b = 5
print(s.a, s.b, Slots.__slots__, hasattr(s, "__dict__"))
class Sub(Slots):
    __slots__ = ()
try:
    Sub().zzz = 1
except AttributeError as e:
    print(e)
#---
# generators that are sent to
def averager():
    total, n, avg = 0.0, 0, None
    while True:
        x = yield avg
        if x is None: break
        total += x; n += 1; avg = total / n
    return (n, avg)
g = averager()
print(next(g), g.send(10), g.send(20), g.send(30))
try:
    g.send(None)
except StopIteration as e:
    print("done", e.value)
def collect(results):
    while True:
        r = yield from averager()
        results.append(r)
        if r[0] == 1: return "end"
res = []
c = collect(res)
next(c)
for v in (1, 2, None, 5):
    print(c.send(v))
try:
    c.send(None)
except StopIteration as e:
    print(e.value, res)
def gen():
    try:
        while True:
            try:
                x = yield 1
                print("got", x)
            except ValueError as e:
                print("caught", e)
                yield "handled"
    finally:
        print("cleanup")
g = gen()
print(next(g))
print(g.send("hello"))
print(g.throw(ValueError("bad")))
print(next(g))
g.close()
g = gen()
next(g)
try:
    g.throw(KeyError("k"))
except KeyError as e:
    print("KeyError out", e)
print(list(g))
def sub():
    yield 1
    yield 2
    return 3
def outer():
    r = yield from sub()
    print("sub returned", r)
    r2 = yield from [10, 20]
    print("list", r2)
    return "x"
print(list(outer()))
def g2():
    yield 1
it = g2()
try:
    it.send(5)
except TypeError as e:
    print(e)
next(it)
try:
    next(it)
except StopIteration as e:
    print("stop", e.value, repr(e))
def countdown(n):
    while n > 0:
        jump = yield n
        n = n - 1 if jump is None else jump
g = countdown(10)
print(next(g), next(g), g.send(3), next(g), list(g))
print(sum(x * x for x in range(5)), max((len(w), w) for w in "a bb ccc".split()))
def infinite():
    n = 0
    while True:
        yield n
        n += 1
import itertools
print(list(itertools.islice(infinite(), 3, 10, 2)))
def flatten(x):
    for i in x:
        if isinstance(i, (list, tuple)): yield from flatten(i)
        else: yield i
print(list(flatten([1, [2, [3, (4, 5)], 6], 7])))
def reader():
    print("start")
    try:
        yield "a"
        yield "b"
    except GeneratorExit:
        print("exit")
        raise
    finally:
        print("fin")
r = reader(); next(r); r.close(); r.close()
print(next(r, "default"))
def pipe():
    data = yield
    while data is not None:
        data = yield data.upper()
p = pipe(); next(p)
print(p.send("a"), p.send("b"))
x = (yield_ for yield_ in "ab")
print(type(x).__name__, next(x))
def ex():
    raise StopIteration
    yield
try:
    list(ex())
except RuntimeError as e:
    print(e)
class Tree:
    def __init__(self, v, kids=()): self.v, self.kids = v, kids
    def __iter__(self):
        yield self.v
        for k in self.kids: yield from k
print(list(Tree(1, [Tree(2, [Tree(3)]), Tree(4)])))
#---
# more of them
def batches(data, n):
    buf = []
    for x in data:
        buf.append(x)
        if len(buf) == n:
            yield buf
            buf = []
    if buf: yield buf
print(list(batches(range(7), 3)))
def prefetch(it):
    it = iter(it)
    try: nxt = next(it)
    except StopIteration: return
    for x in it:
        yield nxt, False
        nxt = x
    yield nxt, True
print(list(prefetch("abc")), list(prefetch("")))
def coroutine(f):
    def w(*a, **k):
        g = f(*a, **k); next(g); return g
    return w
@coroutine
def logger():
    n = 0
    while True:
        try:
            msg = yield n
            n += 1; print("log", msg)
        except ValueError as e: print("bad", e); n = -1
        finally: pass
g = logger(); print(g.send("a"), g.send("b"), g.throw(ValueError("x")), g.send("c")); g.close()
try: g.send("d")
except StopIteration: print("closed")
def stages():
    lr = yield "warmup"
    print("lr", lr)
    x = yield from inner(lr)
    print("inner gave", x)
    return x * 2
def inner(lr):
    a = yield lr + 1
    b = yield lr + a
    return a + b
s = stages(); print(next(s), s.send(10), s.send(5))
try: s.send(7)
except StopIteration as e: print("final", e.value)
class Pipeline:
    def __init__(self, *fs): self.fs = fs
    def __iter__(self):
        yield from (f.__name__ for f in self.fs)
    def run(self, xs):
        for f in self.fs: xs = map(f, xs)
        return list(xs)
def double(x): return 2 * x
def inc(x): return x + 1
p = Pipeline(double, inc); print(list(p), p.run([1, 2]))
def evens():
    n = 0
    while True:
        got = yield n
        n = got if got is not None else n + 2
e = evens(); print([next(e) for _ in range(3)], e.send(10), next(e))
def with_ctx():
    class C:
        def __enter__(s): print("in"); return s
        def __exit__(s, *a): print("out", a[0] and a[0].__name__)
    with C(): yield 1; yield 2
g = with_ctx(); next(g); g.close()
g = with_ctx(); next(g)
try: g.throw(KeyError("k"))
except KeyError as e: print("KeyError", e)
gen = (i * j for i in range(3) for j in range(2) if i != j); print(next(gen), list(gen), sum(x for x in range(4)))
print(any(x > 2 for x in range(5)), all(x < 5 for x in range(5)), dict((k, v) for k, v in zip("ab", range(2))), {x % 3 for x in range(9)}, [[j for j in range(i)] for i in range(3)])
z = zip(*[iter(range(6))] * 2); print(list(z)); it = iter([1, 2, 3]); print(next(it), list(it), next(it, None))
print(list(iter(lambda c=[0]: c.__setitem__(0, c[0] + 1) or c[0], 4)))
def tree(d, depth=0):
    for k, v in d.items():
        yield "  " * depth + k
        if isinstance(v, dict): yield from tree(v, depth + 1)
print("\n".join(tree({"a": {"b": {"c": 1}}, "d": 2})))
r = reversed([1, 2, 3]); print(next(r), list(r)); m = map(str, [1, 2]); print(next(m), list(m)); f = filter(None, [0, 1, "", "a"]); print(list(f)); en = enumerate("ab", start=1); print(list(en))
#---
# match
from dataclasses import dataclass
@dataclass
class Conv: 
    out: int
    k: int = 3
@dataclass
class Act:
    name: str
def parse(x):
    match x:
        case None: return "none"
        case True | False: return f"bool {x}"
        case 0: return "zero"
        case int(n) if n < 0: return f"neg {n}"
        case int() | float(): return f"num {x}"
        case "relu" | "gelu" as a: return f"act {a}"
        case str(s): return f"str {s}"
        case []: return "empty"
        case [x]: return f"one {x}"
        case [("conv" | "pool") as kind, int(c), *rest]: return f"{kind} {c} {rest}"
        case (a, b): return f"pair {a} {b}"
        case {"type": "linear", "in": i, "out": o, **rest}: return f"lin {i} {o} {rest}"
        case {"type": t}: return f"typed {t}"
        case {}: return "dict"
        case Conv(out=o, k=1): return f"pointwise {o}"
        case Conv(o, k): return f"conv {o} {k}"
        case Act(name="relu" | "gelu" as n): return f"act {n}"
        case Act(): return "other act"
        case [1, [2, *_], *_]: return "nested"
        case list() as l: return f"list {len(l)}"
        case _: return f"? {type(x).__name__}"
for v in [None, True, 0, -3, 5, 2.5, "relu", "x", [], [9], ["conv", 64, 3, 1], ["pool", 2], (1, 2), {"type": "linear", "in": 1, "out": 2, "bias": False}, {"type": "z"}, {"q": 1}, Conv(8, 1), Conv(8), Act("t"), [1, [2, 3], 4, 5], [1, 2, 3, 4], {1}, object]:
    print(parse(v))
match (1, 2, 3):
    case (1, *rest): print(rest)
class Cfg:
    A = 5
match 5:
    case Cfg.A: print("const")
match {"a": {"b": [1, {"c": 2}]}}:
    case {"a": {"b": [_, {"c": c}]}}: print(c)
match "abc":
    case "x": print("no")
print("end")
def cmd(s):
    match s.split():
        case ["go", ("n" | "s") as d]: return d
        case ["get", *items] if len(items) > 1: return items
        case [single]: return single
        case _: return None
print(cmd("go n"), cmd("get a b"), cmd("get a"), cmd("quit"))
match 3.0:
    case 3: print("eq")
match -1:
    case -1: print("neg lit")
match b"x":
    case b"x": print("bytes")
#---
# exceptions of exceptions
try:
    try: {}["a"]
    except KeyError as e: raise ValueError("wrapped") from e
except ValueError as e: print(e, repr(e.__cause__), e.__suppress_context__, type(e.__context__).__name__)
try:
    try: 1 / 0
    except ZeroDivisionError: raise RuntimeError("second")
except RuntimeError as e: print(e, repr(e.__context__), e.__cause__)
try:
    try: 1 / 0
    except ZeroDivisionError: raise RuntimeError("third") from None
except RuntimeError as e: print(e, e.__cause__, e.__suppress_context__)
class MyErr(Exception):
    def __init__(self, code, msg="m"):
        super().__init__(f"[{code}] {msg}"); self.code = code
class Sub(MyErr): pass
class StrErr(Exception):
    def __str__(self): return "custom str"
try: raise Sub(5, "hi")
except MyErr as e: print(e, e.code, e.args, repr(e), type(e).__name__)
try: raise StrErr(1, 2)
except StrErr as e: print(e, e.args, repr(e))
try: raise ValueError
except ValueError as e: print(repr(e), str(e) == "", e.args)
try: raise ValueError(1, "b")
except ValueError as e: print(e, e.args)
try: assert 1 == 2, f"bad {1}"
except AssertionError as e: print(e)
try: assert (1, 2) == (1, 3)
except AssertionError as e: print(repr(e))
try: raise (ValueError if 1 else KeyError)("dyn")
except (KeyError, ValueError) as e: print(type(e))
try: raise 5
except TypeError as e: print(e)
try:
    try: raise ValueError("a")
    except ValueError: raise
except ValueError as e: print("re", e)
e = ValueError("note"); e.add_note("n1"); print(e.__notes__)
try: raise KeyError("missing")
except LookupError as e: print(e, e.args[0])
#---
# operators, __getattribute__, properties
class Vec:
    def __init__(self, *v): self.v = list(v)
    def __repr__(self): return f"Vec{tuple(self.v)}"
    def __add__(self, o):
        if isinstance(o, Vec): return Vec(*[a + b for a, b in zip(self.v, o.v)])
        if isinstance(o, (int, float)): return Vec(*[a + o for a in self.v])
        return NotImplemented
    __radd__ = __add__
    def __sub__(self, o): return Vec(*[a - b for a, b in zip(self.v, o.v)])
    def __rsub__(self, o): return Vec(*[o - a for a in self.v])
    def __mul__(self, k): return Vec(*[a * k for a in self.v])
    def __rmul__(self, k): return self * k
    def __matmul__(self, o): return sum(a * b for a, b in zip(self.v, o.v))
    def __truediv__(self, k): return Vec(*[a / k for a in self.v])
    def __rtruediv__(self, k): return Vec(*[k / a for a in self.v])
    def __floordiv__(self, k): return Vec(*[a // k for a in self.v])
    def __mod__(self, k): return Vec(*[a % k for a in self.v])
    def __pow__(self, k, mod=None): return Vec(*[a ** k for a in self.v])
    def __rpow__(self, k): return Vec(*[k ** a for a in self.v])
    def __neg__(self): return self * -1
    def __pos__(self): return self
    def __invert__(self): return "inv"
    def __abs__(self): return sum(a * a for a in self.v) ** 0.5
    def __eq__(self, o): return isinstance(o, Vec) and self.v == o.v
    def __lt__(self, o): return abs(self) < abs(o)
    def __len__(self): return len(self.v)
    def __getitem__(self, i): return Vec(*self.v[i]) if isinstance(i, slice) else self.v[i]
    def __setitem__(self, i, x): self.v[i] = x
    def __delitem__(self, i): del self.v[i]
    def __contains__(self, x): return x in self.v
    def __iter__(self): return iter(self.v)
    def __reversed__(self): return Vec(*self.v[::-1])
    def __bool__(self): return any(self.v)
    def __int__(self): return int(self.v[0])
    def __float__(self): return float(self.v[0])
    def __index__(self): return int(self.v[0])
    def __round__(self, n=0): return Vec(*[round(a, n) for a in self.v])
    def __iadd__(self, o): self.v.append(o); return self
    def __and__(self, o): return "and"
    def __ror__(self, o): return "ror"
    def __xor__(self, o): return "xor"
    def __lshift__(self, o): return "<<"
    def __rshift__(self, o): return ">>"
    def __call__(self, *a, **k): return ("called", a, k)
    def __format__(self, spec): return f"<{spec or 'none'}>"
    def __divmod__(self, o): return "dm"
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __trunc__(self): return "trunc"
    def __hash__(self): return 5
    def __str__(self): return "vec" + str(self.v)
    def __bytes__(self): return b"vec"
    def __complex__(self): return 1j
    def __dir__(self): return ["z", "a"]
a, b = Vec(1, 2), Vec(3, 4)
print(repr(a + b), repr(a + 1), repr(1 + a), repr(a - b), repr(10 - a), repr(a * 3), repr(3 * a), a @ b, repr(a / 2), repr(2 / a), repr(b // 2), repr(b % 2), repr(a ** 2), repr(2 ** a), repr(-a), repr(+a), ~a, abs(b))
print(a == Vec(1, 2), a != b, a < b, a > b, len(a), a[0], repr(a[:1]), 2 in a, 9 in a, list(a), repr(reversed(a)), bool(Vec(0, 0)), int(a), float(a), [10, 20, 30][a], repr(round(Vec(1.256), 1)), a & 1, 1 | a, a ^ 1, a << 1, a >> 1, a(1, k=2), f"{a}", f"{a:xyz}", format(a), divmod(a, 2), hash(a), str(a), sum([a, b]))
import math
print([*a], sorted([b, a])[0], max(a, b), hex(a), bin(a), range(a))
a += 5; print(a); a[0] = 100; del a[1]; print(a)
class R:
    def __radd__(self, o): return f"radd {o}"
    def __rmatmul__(self, o): return "rmm"
    def __eq__(self, o): return "weird"
    def __getattr__(self, n):
        if n.startswith("dyn_"): return n[4:]
        raise AttributeError(f"no {n}")
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2 if isinstance(v, int) else v)
    def __delattr__(self, n): print("delattr", n); object.__delattr__(self, n)
    def __getattribute__(self, n):
        if n == "secret": return "intercepted"
        return super().__getattribute__(n)
r = R(); r.x = 5; print(1 + r, [] + r if False else "", r == 1, r.x, r.dyn_foo, r.secret, hasattr(r, "zz"), getattr(r, "zz", "dflt"))
try: r.nope
except AttributeError as e: print(e)
del r.x
class Base:
    def __add__(self, o): return "Base.add"
class Derived(Base):
    def __radd__(self, o): return "Derived.radd"
print(Base() + Derived(), Derived() + Base(), Base() + 1)
class LenOnly:
    def __len__(self): return 0
print(bool(LenOnly()), bool(object()))
class Neg:
    def __len__(self): return -1
try: len(Neg())
except ValueError as e: print(e)
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1; return self.n
print(list(It(3)), sum(It(4)), max(It(3)), [x for x in It(2)], dict(zip("ab", It(2))), 1 in It(3), tuple(It(2)), *It(2))
a, b, c = It(3); print(a, b, c)
class GI:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(GI()), 20 in GI(), [*GI()], GI()[1])
class Prop:
    def __init__(self): self._v = 1
    @property
    def v(self): "the v"; return self._v
    @v.setter
    def v(self, x):
        if x < 0: raise ValueError("neg")
        self._v = x
    @v.deleter
    def v(self): print("deleting"); self._v = None
    @property
    def ro(self): return 3
p = Prop(); p.v = 5; p.v += 2; print(p.v, Prop.v.__doc__, Prop.v.fget(p)); del p.v; print(p.v)
def write(name, value): setattr(p, name, value)
for name, value in (("v", -1), ("ro", 1)):
    try: write(name, value)
    except Exception as e: print(name, type(e).__name__, e)
try: del p.ro
except Exception as e: print(type(e).__name__, e)
class SubProp(Prop):
    @Prop.v.setter
    def v(self, x): self._v = x * 100
    @property
    def ro(self): return super().ro + 1
s = SubProp(); s.v = 2; print(s.v, s.ro)
#---
# __dict__, proxies, classes of built-in types
class A:
    def __init__(self, **kw): self.__dict__.update(kw)
    def set(self, k, v): self.__dict__[k] = v
    def __getstate__(self): d = self.__dict__.copy(); d.pop("tmp", None); return d
a = A(x=1, tmp=2); a.set("y", 3); print(a.x, a.y, vars(a), a.__getstate__(), "x" in a.__dict__, sorted(a.__dict__))
d = a.__dict__; d["z"] = 9; print(a.z); del a.__dict__["z"]; print(hasattr(a, "z")); a.__dict__.pop("y"); print(vars(a)); vars(a)["w"] = 4; print(a.w); a.__dict__.clear(); print(a.__dict__); a.__dict__ = {"q": 1}; print(a.q)
class Meta(type):
    def __new__(m, n, bs, ns):
        ns["added"] = lambda self: "added by meta"
        fields = {k: v for k, v in ns.items() if not k.startswith("_") and not callable(v)}
        ns["_fields"] = fields
        return super().__new__(m, n, bs, ns)
class Model(metaclass=Meta):
    lr = 0.1
    bs = 32
    def run(self): return self.lr * self.bs
print(Model._fields, Model().added(), Model().run())
class Validated:
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        for name in ("forward",):
            if name not in cls.__dict__: raise TypeError(f"{cls.__name__} must define {name}")
try:
    class Bad(Validated): pass
except TypeError as e: print(e)
class Good(Validated):
    def forward(self): return "ok"
print(Good().forward(), Good.__dict__.keys() >= {"forward"}, Good.__name__, Good.__bases__[0].__name__, Good.__module__, Good.__qualname__)
class Attr:
    def __getattribute__(self, n):
        if n.startswith("log_"): return f"logged {n}"
        return object.__getattribute__(self, n)
    def __getattr__(self, n): return f"missing {n}"
    real = 5
o = Attr(); o.inst = 1; print(o.log_x, o.real, o.inst, o.nope)
class Proxy:
    def __init__(self, t): object.__setattr__(self, "_t", t)
    def __getattr__(self, n): return getattr(object.__getattribute__(self, "_t"), n)
    def __setattr__(self, n, v): setattr(self._t, n, v)
    def __delattr__(self, n): delattr(self._t, n)
class T: pass
t = T(); p = Proxy(t); p.a = 1; print(t.a, p.a, hasattr(p, "b")); del p.a; print(hasattr(t, "a"))
class Count:
    n = 0
    def __new__(cls, *a): cls.n += 1; return super().__new__(cls)
    def __init__(self, *a): self.a = a
Count(1); Count(2, 3); print(Count.n, Count(4).a)
class Single:
    _i = None
    def __new__(cls):
        if cls._i is None: cls._i = super().__new__(cls); cls._i.ready = True
        return cls._i
print(Single() is Single(), Single().ready)
class Tup(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    @property
    def first(self): return self[0]
x = Tup(1, 2, 3); print(x, x.first, len(x), x + (4,), type(x).__name__, x[1:], isinstance(x, tuple))
class L(list):
    def total(self): return sum(self)
class D(dict):
    def __missing__(self, k): self[k] = v = len(self); return v
l = L([1, 2]); l.append(3); print(l.total(), l, L("ab"), D()["x"]); d = D(); d["a"]; d["b"]; print(d, d["a"])
#---
# configs
import copy
class Config(dict):
    def __getattr__(self, k):
        try: v = self[k]
        except KeyError: raise AttributeError(k)
        return v
    def __setattr__(self, k, v): self[k] = v
    def __delattr__(self, k): del self[k]
    @classmethod
    def from_dict(cls, d): return cls({k: cls.from_dict(v) if isinstance(v, dict) else v for k, v in d.items()})
    def merge(self, other):
        out = copy.deepcopy(self)
        for k, v in other.items():
            out[k] = out[k].merge(v) if isinstance(v, dict) and isinstance(out.get(k), Config) else v
        return out
    def __deepcopy__(self, memo): return Config({k: copy.deepcopy(v, memo) for k, v in self.items()})
c = Config.from_dict({"model": {"dim": 64, "heads": 4}, "lr": 1e-3})
print(c.model.dim, c.lr, c.merge({"model": {"dim": 128}, "new": [1]}), c)
try: c.nope
except AttributeError as e: print("AttributeError", e)
c.x = 5; del c.x; print("x" in c, hasattr(c, "model"), hasattr(c, "zz"), getattr(c, "zz", None))
class Node:
    def __init__(self, **kw): self.__dict__.update(kw)
    def __repr__(self): return "Node(" + ", ".join(f"{k}={v!r}" for k, v in vars(self).items()) + ")"
    def __eq__(self, o): return isinstance(o, Node) and self.__dict__ == o.__dict__
    def __iter__(self): yield from self.__dict__.items()
    def __getitem__(self, k): return self.__dict__[k]
    def __contains__(self, k): return k in self.__dict__
n = Node(a=1, b=Node(c=[1, 2])); print(n, dict(n), n["b"]["c"], "a" in n, n == Node(a=1, b=Node(c=[1, 2])), n.b.c)
def flatten(d, pre=""):
    for k, v in d.items():
        if isinstance(v, dict): yield from flatten(v, f"{pre}{k}.")
        else: yield f"{pre}{k}", v
print(dict(flatten(c)), {**c, "lr": 2})
def parse(s):
    for conv in (int, float):
        try: return conv(s)
        except ValueError: continue
    return {"true": True, "false": False, "none": None}.get(s.lower(), s)
print([parse(s) for s in ("1", "2.5", "1e-3", "true", "None", "abc")])
def override(cfg, args):
    for a in args:
        key, _, val = a.partition("=")
        *path, last = key.split(".")
        d = cfg
        for p in path: d = d.setdefault(p, {})
        d[last] = parse(val)
    return cfg
print(override({}, ["model.dim=32", "opt.lr=1e-4", "opt.name=adam", "amp=true"]))
class Frozen:
    __slots__ = ("_d", "_locked")
    def __init__(self, **kw):
        object.__setattr__(self, "_d", kw); object.__setattr__(self, "_locked", True)
    def __setattr__(self, k, v): raise AttributeError(f"cannot set {k}: config is frozen")
    def __getattr__(self, k):
        if k.startswith("_"): raise AttributeError(k)
        try: return self._d[k]
        except KeyError: raise AttributeError(f"no option {k}; have {sorted(self._d)}") from None
f = Frozen(a=1, b=2); print(f.a)
for s in ("f.c", "f.a"):
    try: print(eval(s))
    except AttributeError as e: print(e, e.__cause__, e.__suppress_context__)
try: f.a = 3
except AttributeError as e: print(e)
