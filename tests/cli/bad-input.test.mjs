// What no paste may do: hang, crash, lose what it said. A clear message each; the time is printed, not judged.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { ROOT } from '../../web/build/shell.mjs';
import { core } from './core.mjs';
import { CONV, HEAD, layers, pastes, programs, sizes } from './hostile.mjs';
import { shapewalk, traced } from './run.mjs';

/** @type {Awaited<ReturnType<typeof core>>} */
let loaded;
before(async () => { loaded = await core(); });

/** "Type: message", or nothing. @param {import('../../web/core.d.ts').Trace} t */
const said = (t) => (t.error ? `${t.error.type}: ${t.error.message}` : '');

/** Traced in this process; the time is printed. @param {import('node:test').TestContext} t @param {string} source @param {string[]} input */
function trace(t, source, input) {
  const start = process.cpuUsage();
  const out = loaded.trace(source, '', input, false, true);
  const { user, system } = process.cpuUsage(start);
  t.diagnostic(`${Math.round((user + system) / 1000)} ms: ${said(out).slice(0, 100) || 'no error'}`);
  return out;
}

for (const [name, source, says] of pastes)
  test(`a paste: ${name}`, (t) => assert.match(said(trace(t, source, ['1,3,8,8'])), says));

for (const [name, source, says, line] of programs)
  test(`a program: ${name}`, (t) => {
    const out = trace(t, HEAD + CONV + source, ['1,3,8,8']);
    assert.match(said(out), says);
    // Several lines: by turns one of them is at work when the steps run out.
    assert.ok([line].flat().includes(out.error?.line ?? 0), `line ${out.error?.line}, not ${line}`);
  });

test('an endless loop in the model, asked backwards', (t) => {
  const forward = (/** @type {string} */ body) =>
    `${HEAD}class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        ${CONV.replace('net', 'self.c')}    def forward(self, x):\n        x = self.c(x)\n${body}`;
  for (const body of ['        while True: y = x + 1\n', '        n = x.size(2)\n        while True: n = n + x.size(2) // 2 - 1\n']) {
    const out = trace(t, forward(body), []);
    assert.match(said(out), /^Limit: stopped after .* steps: this loop does not seem to end$/);
    assert.deepEqual(out.steps[0].op, 'Conv2d', 'what came before is still there');
  }
});

test('a size in every layer that no tensor has', () => {
  for (const layer of layers)
    for (const size of sizes) {
      const source = `${HEAD}net = nn.${layer.replace('%', size)}\n`;
      const out = loaded.trace(source, '', ['1,3,8,8'], false, true);
      if (out.error) assert.ok(out.error.message.length > 5 && out.error.message.length < 2500, `${source}: ${said(out)}`);
      else for (const n of out.output.flat()) assert.ok(Number.isSafeInteger(n) && n >= 0 || size.includes('*'), `${source}: ${out.output}`);
    }
});

test('an example cut off at each of its tokens', () => {
  const folder = join(ROOT, 'web/examples');
  for (const name of readdirSync(folder).filter((n) => n.endsWith('.py'))) {
    const source = readFileSync(join(folder, name), 'utf8');
    const ends = [...source.matchAll(/\w+|\S/g)].map((m) => m.index + m[0].length);
    // All of the short ones; of the long ones each seventh.
    for (let i = 0; i < ends.length; i += source.length < 800 ? 1 : 7) {
      const out = loaded.trace(source.slice(0, ends[i]), '', [], false, false);
      const last = source.slice(0, ends[i]).split('\n').length;
      assert.ok(!out.error || (out.error.message.length > 5 && out.error.line <= last), `${name} at ${ends[i]}: ${said(out)}`);
      for (const n of out.notes) assert.ok(n.line <= last && n.text.length > 5, `${name} at ${ends[i]}: ${n.text}`);
    }
  }
});

/** @param {string} name @param {string | Uint8Array} source @param {string[]} args @param {(t: import('../../web/core.d.ts').Trace, code: number | null) => void} check */
const bad = (name, source, args, check) =>
  test(name, (t) => {
    const { trace, code, ms, err } = traced(source, ...args);
    t.diagnostic(`${ms} ms: ${trace.error ? `${trace.error.type}: ${trace.error.message.slice(0, 100)}` : 'no error'}`);
    assert.equal(err, '');
    assert.equal(code, trace.error ? 1 : 0);
    check(trace, code);
  });

/** @param {import('../../web/core.d.ts').Trace} t @param {string} type @param {RegExp} message @param {number} line */
function says(t, type, message, line) {
  assert.equal(t.error?.type, type);
  assert.match(t.error?.message ?? '', message);
  assert.equal(t.error?.line, line);
}

// The same bytes each time, without a seed to remember.
const rubbish = Uint8Array.from({ length: 20_000 }, (_, i) => ((i * 2654435761) >>> 13) & 255);

bad('binary rubbish', rubbish, [], (t) => {
  assert.ok(t.error, 'it is no program');
  assert.ok(t.error.message.length > 10 && t.error.message.length < 500);
});

bad('nothing', '', [], (t) => assert.match(t.error?.message ?? '', /no model/i));
bad('only white space and comments', '\n\n  \t\n# nn.Linear(3, 4)\n', [], (t) => assert.match(t.error?.message ?? '', /no model/i));
bad('prose', 'How do I work out in_features of the first Linear layer?\nThanks!\n', [], (t) => assert.ok(t.error));
bad('zero bytes and odd spaces', `\ufeff${HEAD}\u00a0\n${CONV}\0\n`, ['--input', '1,3,8,8'], (t) => assert.ok(t.error || t.output.length));

const big = HEAD + 'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n' +
  Array.from({ length: 12_000 }, (_, i) => `        self.layer${i} = nn.Conv2d(3, 3, kernel_size=3, padding=1) # a layer\n`).join('') +
  '    def forward(self, x):\n        return self.layer11999(x)\n';
bad('a paste of a megabyte', big.padEnd(1_000_000, '# padding\n'), ['--input', '1,3,8,8'], (t) => {
  assert.ok(big.length > 700_000);
  assert.equal(t.error, null);
  assert.deepEqual(t.output, [[1, 3, 8, 8]]);
});
bad('a megabyte of comments', `${HEAD}${CONV}${'# a line of notes\n'.repeat(58_000)}`, ['--input', '1,3,8,8'], (t) => assert.deepEqual(t.output, [[1, 8, 6, 6]]));
bad('thousands of layers that nothing puts together', HEAD + Array.from({ length: 4000 }, (_, i) => `layer${i} = nn.Conv2d(3, 3, 1)\n`).join(''), ['--input', '1,3,8,8'], (t) =>
  assert.equal(t.steps.length, 4000));
bad('a megabyte of brackets', '('.repeat(1_000_000), [], (t) => assert.ok(t.error));
bad('a megabyte in one line', `${HEAD}x = "${'a'.repeat(1_000_000)}"\n${CONV}`, ['--input', '1,3,8,8'], (t) => assert.deepEqual(t.output, [[1, 8, 6, 6]]));

bad('an endless loop', `${HEAD}${CONV}while True:\n    pass\n`, [], (t) => says(t, t.error?.type ?? '', /\S{4,}.*(steps|long|endless|limit|stopped)/i, t.error?.line ?? 0));
bad('an endless loop in forward keeps what came before', `${HEAD}class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 8, 3)
    def forward(self, x):
        x = self.c(x)
        while x.shape[1] == 8:
            y = x + 1
        return x
`, ['--input', '1,3,8,8'], (t) => {
  assert.ok(t.error && t.error.line >= 9 && t.error.line <= 10, `line ${t.error?.line}`);
  assert.deepEqual(t.steps[0].out, [[1, 8, 6, 6]]);
});
bad('recursion without end', `${HEAD}def f(n):\n    return f(n + 1)\nf(0)\n`, [], (t) => says(t, 'RecursionError', /maximum recursion depth exceeded/, 4));
bad('a module that calls itself', `${HEAD}class N(nn.Module):
    def __init__(self):
        super().__init__()
    def forward(self, x):
        return self(x)
`, ['--input', '1,3'], (t) => says(t, 'RecursionError', /maximum recursion depth exceeded/, 7));
bad('a list that never stops growing', `${HEAD}a = [0]\nfor i in a:\n    a.append(i)\n`, [], (t) => assert.ok(t.error && t.error.line >= 4));
bad('memory that is not there', `${HEAD}a = "x" * (10 ** 12)\n`, [], (t) => says(t, 'Limit', /128 MB of values/, 3));
bad('a power that no one needs', `${HEAD}a = 10 ** (10 ** 10)\n${CONV}`, ['--input', '1,3,8,8'], (t) => assert.ok(t.error || t.output.length));

bad('sizes beyond int64 in the input', HEAD + CONV, ['--input', '1,3,99999999999999999999,8'], (t) => assert.match(t.error?.message ?? '', /99999999999999999999|int64/));
bad('elements beyond int64 in the input', HEAD + CONV, ['--input', '4000000000,3,4000000000,8'], (t) => assert.match(t.error?.message ?? '', /elements|int64/));
bad('sizes beyond int64 in the program', `${HEAD}net = nn.Linear(10 ** 10, 10 ** 12)\n`, ['--input', '1,10'], (t) => assert.equal(t.error?.line, 3));
bad('a size beyond int64 in the program', `${HEAD}net = nn.Linear(2 ** 64, 10)\n`, ['--input', '1,10'], (t) => assert.equal(t.error?.line, 3));
bad('a negative size', `${HEAD}net = nn.Linear(-4, 10)\n`, ['--input', '1,10'], (t) => says(t, 'RuntimeError', /^Trying to create tensor with negative dimension -4: \[10, -4\]$/, 3));
bad('a negative size in the input', HEAD + CONV, ['--input', '1,3,-8,8'], (t) => assert.match(t.error?.message ?? '', /negative dimension -8/));
bad('an input of no size', HEAD + CONV, ['--input', '1,3,0,8'], (t) => assert.match(t.error?.message ?? '', /Calculated padded input size per channel: \(0 x 8\)|0/));
bad('an empty batch', HEAD + CONV, ['--input', '0,3,8,8'], (t) => assert.deepEqual(t.output, [[0, 8, 6, 6]]));
bad('a stride of zero', `${HEAD}net = nn.Conv2d(3, 8, 3, stride=0)\n`, ['--input', '1,3,8,8'], (t) => says(t, 'RuntimeError', /non-positive stride is not supported/, 3));
bad('a kernel of zero', `${HEAD}net = nn.MaxPool2d(0)\n`, ['--input', '1,3,8,8'], (t) => assert.equal(t.error?.type, 'RuntimeError'));
bad('an input that is no list of sizes', HEAD + CONV, ['--input', '1,three,8,8'], (t) => assert.match(t.error?.message ?? '', /three/));

/** @param {import('../../web/core.d.ts').Trace} t @param {number} line @param {RegExp} what */
const unread = (t, line, what) => assert.ok(t.notes.some((n) => n.line === line && what.test(n.text)), JSON.stringify(t.notes));

bad('an unfinished line', `${HEAD}${CONV}more = nn.Linear(3,\n`, ['--input', '1,3,8,8'], (t) => {
  unread(t, 4, /could not be read: '\(' was never closed/);
  assert.equal(t.error?.line, 4, 'what can be read of it is run: the Linear lacks an argument');
});
bad('an unfinished class', `${HEAD}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, `, [], (t) => {
  unread(t, 6, /'\(' was never closed/);
  assert.ok(t.error);
});
bad('an unfinished string', `${HEAD}${CONV}print("hello\n`, ['--input', '1,3,8,8'], (t) => {
  unread(t, 4, /unterminated string literal/);
  assert.deepEqual(t.output, [[1, 8, 6, 6]], 'the rest goes on');
});
bad('tabs and spaces mixed', `${HEAD}class N(nn.Module):\n    def __init__(self):\n\tsuper().__init__()\n`, [], (t) => assert.ok(t.error));

test('solve bears the same', () => {
  for (const source of ['', '((((', `${HEAD}while True: pass\n`, HEAD + CONV, new TextDecoder('latin1').decode(rubbish)]) {
    const { code, out, ms } = shapewalk(['solve', '-', '--json'], source);
    assert.ok(code === 0 || code === 1, `${code} in ${ms} ms`);
    assert.equal(typeof JSON.parse(out).found, 'boolean');
  }
});
