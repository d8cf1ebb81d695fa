def f(a, b, c=1, *, k): pass
f(1)
#---
def f(a, b, c=1, *, k): pass
f(1, 2)
#---
def f(a, b, c=1, *, k): pass
f(1, 2, 3, 4, k=1)
#---
def f(a, b, c=1, *, k): pass
f(1, 2, 3, k=1, z=2)
#---
def f(a, b): pass
f(1, b=2, a=3)
#---
def f(): pass
f(1)
#---
def f(a): pass
f(1, 2)
#---
class Net:
    def __init__(self): pass
    def forward(self, x): pass
Net().forward()
#---
class Net:
    def __init__(self, a): pass
Net(1, foo=3)
#---
class Net: pass
Net(1)
#---
5()
#---
1 + 'a'
#---
'a' + 1
#---
[1] + (2,)
#---
class A: pass
A().fc
#---
class A: pass
A.fc
#---
print(x)
#---
def f():
    print(y)
    y = 1
f()
#---
1/0
#---
1//0
#---
1%0
#---
1.0/0
#---
[][0]
#---
()[0]
#---
''[0]
#---
{}['a']
#---
{}[(1,2)]
#---
a, b, c, d = (1,2,3)
#---
a, b = (1,2,3)
#---
a, b = 5
#---
a, *b, c = [1]
#---
for i in 5: pass
#---
None[0]
#---
None.x
#---
None()
#---
def f(): f()
f()
#---
int('abc')
#---
int('3.5')
#---
float('x')
#---
[1,2,3]['a']
#---
(1,2)[1.5]
#---
'abc'['x']
#---
{[]: 1}
#---
len(5)
#---
class A: pass
len(A())
#---
class A: pass
A()[0]
#---
class A: pass
for x in A(): pass
#---
class A: pass
A() + 1
#---
class A: pass
A() < A()
#---
1 < 'a'
#---
-'a'
#---
raise ValueError('x', 2)
#---
raise KeyError('x')
#---
class MyErr(Exception): pass
raise MyErr('bad')
#---
class MyErr(Exception):
    def __init__(self, n):
        self.n = n
        super().__init__(f'n is {n}')
try:
    raise MyErr(3)
except MyErr as e:
    print(e, e.n, repr(e), e.args)
#---
assert 1 == 2, 'msg'
#---
assert False
#---
raise 5
#---
import math
math.sqrt(-1)
#---
import math
math.log(0)
#---
def f(a, /, b): pass
f(a=1, b=2)
#---
f = lambda x: x
f()
#---
print(*5)
#---
def f(**k): pass
f(**5)
#---
def f(x): pass
f(**{'x': 1, 'x2': 2})
#---
x = [1,2,3]
x[10] = 5
#---
x = (1,)
x[0] = 5
#---
del (1,2)[0]
#---
'%d' % 'a'
#---
'%d %d' % (1,)
#---
'%d' % (1, 2)
#---
'{} {}'.format(1)
#---
'{x}'.format(y=1)
#---
f"{'a':d}"
#---
f"{1.5:d}"
#---
max([])
#---
sum(['a'])
#---
[].pop()
#---
[].remove(1)
#---
[1].index(2)
#---
next(iter([]))
#---
range(1, 2, 0)
#---
chr(-1)
#---
ord('ab')
#---
'a'.join([1])
#---
','.split('')
#---
sorted([1, 'a'])
#---
isinstance(1, 2)
#---
class A:
    def __init__(self): return 5
A()
#---
class A:
    @property
    def p(self): return 1
A().p = 3
#---
object().x = 1
#---
(1).x = 1
#---
setattr(5, 'x', 1)
#---
getattr(5, 'x')
#---
def g():
    yield 1
    raise ValueError('in gen')
for x in g(): print(x)
#---
try:
    try:
        raise ValueError('a')
    except ValueError as e:
        raise RuntimeError('b') from e
except RuntimeError as e:
    print(e, e.__cause__)
#---
try:
    raise ValueError('a')
except (TypeError, ValueError):
    raise
#---
def f():
    try:
        return 1
    finally:
        print('fin')
print(f())
#---
for i in range(3):
    try:
        if i == 1: continue
        if i == 2: break
        print(i)
    finally:
        print('f', i)
else:
    print('else')
#---
x = foo(1)
#---
class Net:
    def __init__(self):
        self.conv = 1
    def forward(self, x):
        return self.conv(x)
Net().forward(3)
#---
[1,2].append()
#---
[1,2].append(1,2)
#---
len()
#---
len(1,2)
#---
abs('a')
#---
round('a')
#---
int([])
#---
float([])
#---
float(None)
#---
x = 10
def f():
    global x
    x += 1
f(); print(x)
#---
enumerate()
#---
zip(1)
#---
dict([1])
#---
dict([(1,2,3)])
#---
set([[]])
#---
'a' in 5
#---
5 in 'a'
#---
1 if x else 2
#---
import os.path
print(os.path.join('a', 'b'))
