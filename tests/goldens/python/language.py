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
