// A program that imports from files beside it.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { file, shapewalk } from './run.mjs';

let folders = 0;

/**
 * Files in a folder of their own; traces one of them.
 * @param {Record<string, string>} files @param {string} name @param {string[]} args
 */
function traced(files, name, ...args) {
  const folder = join(dirname(file('', 'here')), `tree${folders++}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { out, err, code } = shapewalk(['trace', join(folder, name), '--json', ...args]);
  assert.equal(err, '');
  /** @type {import('../../web/core.d.ts').Trace} */
  const trace = JSON.parse(out);
  return { trace, code };
}

const BLOCK = `from torch import nn

class Block(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(nn.Conv2d(cin, cout, 3, padding=1), nn.ReLU())
`;

/** @param {import('../../web/core.d.ts').Trace} trace */
const kinds = (trace) => trace.modules.map((m) => m.type);

test('a neighbour, by its name, with an alias, as a whole, in a function', () => {
  for (const [imports, use] of [
    ['from blocks import Block', 'Block'],
    ['from blocks import Block as B', 'B'],
    ['import blocks', 'blocks.Block'],
    ['import blocks as b', 'b.Block'],
    ['from blocks import *', 'Block'],
    ['def make(*a):\n    from blocks import Block\n    return Block(*a)', 'make'],
  ]) {
    const { trace, code } = traced({ 'net.py': `${imports}\nmodel = ${use}(3, 8)\n`, 'blocks.py': BLOCK }, 'net.py', '--input', '1,3,8,8');
    assert.equal(code, 0, imports);
    assert.deepEqual(kinds(trace), ['Conv2d', 'ReLU', 'Block'], imports);
    assert.deepEqual(trace.notes, [], imports);
  }
});

test('the package that the program lies in: relative and absolute imports, packages in it, circles', () => {
  const files = {
    'zoo/__init__.py': 'raise RuntimeError("the package of the program itself is not run for this")',
    'zoo/models/__init__.py': 'raise RuntimeError("nor is this")',
    'zoo/models/net.py': `from . import parts
from .parts import WIDTH as width
from ..ops import Block, names
import zoo.ops.blocks
from zoo import scale

class Net(zoo.ops.blocks.Base):
    def __init__(self):
        super().__init__()
        self.block = Block(3, width * scale.FACTOR)
        assert parts.__name__ == 'zoo.models.parts' and names == ['blocks']
    def forward(self, x):
        return self.block(x)
`,
    'zoo/models/parts.py': 'WIDTH = 4\n',
    'zoo/scale.py': 'FACTOR = 2\n',
    'zoo/ops/__init__.py': 'names = ["blocks"]\nfrom .blocks import Block\n',
    'zoo/ops/blocks.py': `from torch import nn
from . import names
import zoo.ops

class Base(nn.Module):
    pass

${BLOCK}`,
  };
  const { trace } = traced(files, 'zoo/models/net.py', '--model', 'Net()', '--input', '2,3,8,8');
  assert.equal(trace.error, null);
  assert.deepEqual(trace.output, [[2, 8, 8, 8]]);
  assert.deepEqual(kinds(trace), ['Conv2d', 'ReLU', 'Block', 'Net']);
});

test('a package is run where it is imported, as Python does: what registers itself is there', () => {
  const files = {
    'net.py': "from zoo.registry import make\nmodel = make('small')\n",
    'zoo/__init__.py': 'from . import small\n',
    'zoo/registry.py': 'known = {}\ndef register(f):\n    known[f.__name__] = f\n    return f\ndef make(name):\n    return known[name]()\n',
    'zoo/small.py': 'from torch import nn\nfrom .registry import register\n@register\ndef small():\n    return nn.Linear(4, 2)\n',
  };
  const { trace, code } = traced(files, 'net.py', '--input', '1,4');
  assert.equal(code, 0);
  assert.deepEqual(kinds(trace), ['Linear']);
});

test('each module has its own names; __all__ says what * gives', () => {
  const files = {
    'net.py': `from torch import nn
from a import *
from b import width as other
width = 5
def get(): return width
print(read(), other, get(), 'hidden' in globals(), '_kept' in globals())
model = nn.Linear(read(), other)
`,
    'a.py': "__all__ = ['read', '_kept']\nwidth = 3\n_kept = hidden = 1\ndef read():\n    return width\n",
    'b.py': 'global_width = 7\ndef change():\n    global width\n    width = global_width\nchange()\n',
  };
  const { trace } = traced(files, 'net.py', '--input', '1,3');
  assert.equal(trace.error, null);
  assert.equal(trace.printed, '3 7 5 False True\n');
});

test('an error in an imported module names its file and line, and where the program called it', () => {
  const files = {
    'net.py': 'from torch import nn\nfrom parts import Head\nmodel = nn.Sequential(nn.Conv2d(3, 4, 3), Head())\n',
    'parts.py': 'from torch import nn\n\nclass Head(nn.Module):\n    def forward(self, x):\n        y = x.flatten(1)\n        return y.view(-1, 7)\n',
  };
  const { trace, code } = traced(files, 'net.py', '--input', '1,3,8,8');
  assert.equal(code, 1);
  assert.equal(trace.error?.type, 'RuntimeError');
  assert.match(trace.error?.file ?? '', /parts\.py$/);
  assert.equal(trace.error?.file_line, 6);
  assert.equal(trace.error?.line, 3);
});

test('what a module lacks is an ImportError; what is not there at all is left open', () => {
  const lacks = traced({ 'net.py': 'x = 1\nfrom parts import Haed\n', 'parts.py': 'class Head: pass\n' }, 'net.py');
  assert.equal(lacks.trace.error?.type, 'ImportError');
  assert.match(lacks.trace.error?.message ?? '', /^cannot import name 'Haed' from 'parts' \(.*parts\.py\)$/);
  assert.equal(lacks.trace.error?.line, 2);
  const circle = traced({ 'net.py': 'import a\n', 'a.py': 'from b import y\nx = 1\n', 'b.py': 'from a import x\ny = 2\n' }, 'net.py');
  assert.match(circle.trace.error?.message ?? '', /^cannot import name 'x' from partially initialized module 'a' \(most likely due to a circular import\) \(.*a\.py\)$/);
  const open = traced({ 'net.py': 'from torch import nn\nfrom nowhere import thing\nimport data\nmodel = nn.Linear(4, 2)\n', 'data/readme.txt': '' }, 'net.py', '--input', '1,4');
  assert.equal(open.code, 0);
  assert.deepEqual(open.trace.notes.map((n) => n.text.match(/`(.*)`/)?.[1]), ['nowhere', 'data']);
});

test('bodies of imported functions: docstrings, generators, closures, super, defaults', () => {
  const parts = `import functools
from torch import nn

class Base(nn.Module):
    """The base."""
    size = 3
    def __init__(self, width=2 * 2, *rest, scale=1, **more):
        """Makes it, with a body that is long enough to be left for later at first."""
        super().__init__()
        self.width = width * scale
        self.inner = [lambda n: n + self.width + k for k in range(3)]

    @property
    def total(self):
        """The sum of the inner functions' values, of every one of them, at one."""
        def add(a, b):
            return a + b
        return functools.reduce(add, (f(1) for f in self.inner), 0)

    @classmethod
    def named(cls, name):
        """A class of this name, in many more words than are needed to say so here."""
        return type(name, (cls,), {})

class Child(Base):
    def __init__(self, *args, **kwargs):
        # This calls the base class, whose cell is shared with a function inside.
        def init():
            super(Child, self).__init__(*args, **kwargs)
        init()
        assert __class__ is Child
        self.layer = nn.Linear(self.width, self.total)

    def forward(self, x):
        for y in numbers(3):
            x = self.layer(x)[:, : self.width]
        return x

def numbers(n):
    """Yields the numbers up to n, one after the other, as a generator does when asked."""
    i = 0
    while i < n:
        yield i
        i += 1
`;
  const program = `from parts import Base, Child, numbers
print(Child(5).width, Child().total, Child.named('X').__name__, list(numbers(4)), numbers.__doc__[:6], Base.__doc__, Base.total.fget.__name__)
model = Child(scale=2)
`;
  const { trace } = traced({ 'net.py': program, 'parts.py': parts }, 'net.py', '--input', '1,8');
  assert.equal(trace.error, null);
  assert.equal(trace.printed, '5 21 X [0, 1, 2, 3] Yields The base. total\n');
  assert.deepEqual(kinds(trace), ['Linear', 'Linear', 'Linear', 'Child']);
});
