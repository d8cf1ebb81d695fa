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
