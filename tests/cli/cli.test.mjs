// The command line: options, output for people and for programs, exit codes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { file, shapewalk, traced } from './run.mjs';

const QUESTION = `model = nn.Sequential(
    nn.Conv2d(3, 32, 7, stride=2),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(5408, 10),
)
`;

const TWO = `import torch
from torch import nn

class Pair(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.embed = nn.Embedding(10, width)
        self.fc = nn.Linear(width + 3, 2)
        self.drop = nn.BatchNorm1d(2)

    def forward(self, words, numbers):
        return self.drop(self.fc(torch.cat([self.embed(words), numbers], dim=1)))

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 1)
    def forward(self, x):
        return self.fc(x)
`;

test('trace --json has the fields of the contract, of the right types', () => {
  const { trace, code } = traced(QUESTION, '--input', '1,3,32,32');
  assert.equal(code, 0);
  assert.deepEqual(trace.input, [[1, 3, 32, 32]]);
  assert.equal(trace.input_source, 'given');
  const [conv, , , linear] = trace.steps;
  assert.equal(conv.line, 2);
  assert.equal(conv.column, 5);
  assert.equal(conv.made_line, 2);
  assert.equal(conv.path, '0');
  assert.equal(conv.op, 'Conv2d');
  assert.deepEqual(conv.in, [[1, 3, 32, 32]]);
  assert.deepEqual(conv.out, [[1, 32, 13, 13]]);
  assert.equal(conv.formula, '⌊(H + 2·p − d·(k − 1) − 1)/s⌋ + 1');
  assert.equal(conv.worked[0], '⌊(32 + 2·0 − 1·(7 − 1) − 1)/2⌋ + 1 = 13');
  assert.equal(conv.params, 4736);
  assert.equal(conv.macs, 794976);
  assert.equal(linear.params, 54090);
  assert.deepEqual(trace.modules.map((m) => [m.path, m.type]), [['0', 'Conv2d'], ['1', 'ReLU'], ['2', 'Flatten'], ['3', 'Linear'], ['', 'Sequential']]);
  assert.deepEqual(trace.modules[0].in, [[1, 3, 32, 32]]);
  assert.deepEqual(trace.modules[4].out, [[1, 10]]);
  assert.equal(trace.modules[4].params, 58826);
  assert.deepEqual(trace.output, [[1, 10]]);
  assert.equal(trace.params, 58826);
  assert.equal(trace.macs, 849056);
  assert.equal(trace.printed, '');
  assert.equal(trace.error, null);
  for (const list of [trace.warnings, trace.solutions, trace.fixes]) assert.ok(Array.isArray(list));
});

test('trace without an input solves for it', () => {
  const { trace, code } = traced(QUESTION);
  assert.equal(code, 0);
  assert.equal(trace.input_source, 'solved');
  assert.deepEqual(trace.input, [[1, 3, 32, 32]]);
  assert.ok(trace.solutions.length > 0);
  assert.deepEqual(trace.backwards.sizes, [31, 32]);
});

test('an error keeps what came before it, and says where', () => {
  const { trace, code } = traced(QUESTION, '--input', '1,3,28,28');
  assert.equal(code, 1);
  assert.equal(trace.error?.type, 'RuntimeError');
  assert.equal(trace.error?.message, 'mat1 and mat2 shapes cannot be multiplied (1x3872 and 5408x10)');
  assert.equal(trace.error?.line, 5);
  assert.equal(trace.error?.column, 5);
  assert.equal(trace.steps.length, 3);
  assert.deepEqual(trace.output, []);
  assert.ok(trace.fixes.some((fix) => fix.title.includes('nn.Linear(3872, 10)')));
});

test('what runs and is wrong is told with its line, in the JSON and in the table', () => {
  const torn = 'import torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n'
    + '        self.conv = nn.Conv2d(3, 4, 3)\n        self.fc = nn.Linear(100, 5)\n    def forward(self, x):\n'
    + '        x = self.conv(x)\n        x = x.view(-1, 100)\n        return self.fc(x)\n';
  const { trace, code } = traced(torn, '--input', '2,3,12,12');
  assert.equal(code, 0);
  assert.deepEqual(trace.warnings.map((w) => w.line), [9]);
  assert.match(trace.warnings[0].text, /8 rows of a batch of 2/);
  assert.match(shapewalk(['trace', file(torn), '--input', '2,3,12,12']).out, /warning, line 9: This makes 8 rows/);
  assert.deepEqual(traced(torn, '--input', '2,3,7,7').trace.warnings, []);
  assert.deepEqual(traced(QUESTION).trace.warnings, []);
});

test('a program that calls its own model', () => {
  const { trace, code } = traced(`import torch\n${QUESTION}\nprint(model(torch.zeros(2, 3, 31, 31)).shape)\n`);
  assert.equal(code, 0);
  assert.equal(trace.input_source, 'program');
  assert.deepEqual(trace.input, [[2, 3, 31, 31]]);
  assert.equal(trace.printed, 'torch.Size([2, 10])\n');
});

test('the table says what a person wants to know', () => {
  const path = file(QUESTION);
  const { out, code, err } = shapewalk(['trace', path]);
  assert.equal(code, 0);
  assert.equal(err, '');
  const line = (/** @type {string} */ word) => out.split('\n').find((l) => l.includes(word)) ?? '';
  assert.match(line('Conv2d'), /2 .*1×32×13×13.*4,736.*794,976.*⌊\(32 \+ 2·0 − 1·\(7 − 1\) − 1\)\/2⌋ \+ 1 = 13/);
  assert.match(line('Linear'), /5 .*1×10.*54,090/);
  assert.match(out, /58,826 parameters/);
  assert.match(out, /31/);
  const bad = shapewalk(['trace', path, '--input', '1,3,28,28']);
  assert.equal(bad.code, 1);
  assert.match(bad.out, /line 5: RuntimeError: mat1 and mat2 shapes cannot be multiplied \(1x3872 and 5408x10\)/);
  assert.match(bad.out, /fix: .*nn\.Linear\(3872, 10\)/);
  assert.match(bad.out, /1×32×11×11/, 'what was traced before the error');
});

const DRAWN = `import torch
import torch.nn as nn

class Turn(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 3)
        self.flat = nn.Flatten()

    def forward(self, x):
        return torch.cat([self.flat(x), self.flat(x).flip(1)], dim=1)

model = Turn()
`;

test('run --json adds numbers: of parameters as PyTorch draws them, of modules, of the output', () => {
  const { out, code } = shapewalk(['run', '-', '--json', '--input', '1,2,3'], DRAWN);
  assert.equal(code, 0);
  /** @type {import('../../web/core.d.ts').Trace} */
  const run = JSON.parse(out);
  assert.deepEqual(run.output, [[1, 12]]);
  assert.deepEqual(run.parameters.map((p) => [p.name, p.shape]), [['fc.weight', [3, 2]], ['fc.bias', [3]]]);
  // torch.manual_seed(0); nn.Linear(2, 3).weight
  const weight = [-0.005293981172144413, 0.37932288646698, -0.5819807648658752, -0.5203874707221985, -0.27234524488449097, 0.1896158903837204];
  assert.deepEqual(run.parameters[0].first, weight);
  assert.deepEqual(run.modules.map((m) => m.path), ['flat', 'flat', '']);
  assert.ok(Math.abs((run.modules[0].mean ?? 0) - 2.5 / 6) < 1e-7);
  assert.ok(Math.abs((run.modules[0].std ?? 0) - Math.sqrt(35 / 12) / 6) < 1e-7);
  const ramp = [0, 1, 2, 3, 4, 5].map((i) => Math.fround(i / 6));
  assert.deepEqual(run.modules[1].first, ramp);
  assert.deepEqual(run.values[0].first, [...ramp, ...ramp.toReversed()]);
  assert.ok(Math.abs(run.values[0].sum - 5) < 1e-6);
  assert.deepEqual(run.without_kernel, []);
});

test('run: seeds and fills change the numbers, and an error is told as by trace', () => {
  const first = (/** @type {string[]} */ ...args) => {
    /** @type {import('../../web/core.d.ts').Trace} */
    const run = JSON.parse(shapewalk(['run', '-', '--json', '--input', '1,2,3', ...args], DRAWN).out);
    return [run.parameters[0].first[0], run.values[0].first[1]];
  };
  const [weight, filled] = first('--seed', '0', '--fill', 'ones');
  assert.equal(filled, 1);
  assert.equal(first('--fill', 'zeros')[0], weight);
  assert.notEqual(first('--seed', '1')[0], weight);
  assert.notEqual(first('--fill', 'randn', '--seed', '1')[1], first('--fill', 'randn', '--seed', '2')[1]);
  const wrong = shapewalk(['run', '-', '--input', '1,3,28,28'], QUESTION);
  assert.equal(wrong.code, 1);
  assert.match(wrong.out, /line 5: RuntimeError: mat1 and mat2 shapes cannot be multiplied \(1x3872 and 5408x10\)/);
  assert.match(wrong.out, /fix: .*nn\.Linear\(3872, 10\)/);
});

test('run tells people the numbers', () => {
  const { out, code } = shapewalk(['run', '-', '--input', '1,2,3'], DRAWN.replace('return', 'print("here")\n        return'));
  assert.equal(code, 0);
  assert.match(out, /^model, input 1×2×3 \(as given\)$/m);
  assert.match(out, /^ *9? .*flat +Flatten +1×6 +0\.41667 +0\.28464 +0 {2}0\.16667 {2}0\.33333/m);
  assert.match(out, /^1×12 float32 {3}sum 5 {3}sum of absolute values 5$/m);
  assert.match(out, /^ +0 +0\.16667 +0\.33333 +0\.5 +0\.66667 +0\.83333 +0\.83333 +0\.66667$/m);
  assert.match(out, /^printed:\n {2}here$/m);
});

test('solve: table, JSON, exit codes', () => {
  const path = file(QUESTION);
  const table = shapewalk(['solve', path]);
  assert.equal(table.code, 0);
  assert.match(table.out, /5408/);
  assert.match(table.out, /31/);
  const json = shapewalk(['solve', path, '--json']);
  /** @type {import('../../web/core.d.ts').Backwards} */
  const answer = JSON.parse(json.out);
  assert.equal(answer.found, true);
  assert.deepEqual(answer.sizes, [31, 32]);
  assert.equal(answer.chosen, 32);
  const none = shapewalk(['solve', '-', '--json'], QUESTION.replace('5408', '5409'));
  assert.equal(none.code, 1);
  assert.equal(JSON.parse(none.out).found, false);
});

test('several inputs, whole numbers, eval mode, a model by name', () => {
  const inputs = ['--input', '1,5:long', '--input', '1,3'];
  const wrong = traced(TWO, '--model', 'Pair()', ...inputs);
  assert.equal(wrong.code, 1, 'words have one axis too many for cat');
  const train = traced(TWO, '--model', 'Pair()', '--input', '1:long', '--input', '1,3');
  assert.equal(train.trace.error?.message, 'Expected more than 1 value per channel when training, got input size torch.Size([1, 2])');
  const evaluated = traced(TWO, '--model', 'Pair(width=6)', '--input', '1:long', '--input', '1,3', '--eval');
  assert.equal(evaluated.code, 0);
  assert.deepEqual(evaluated.trace.input, [[1], [1, 3]]);
  assert.deepEqual(evaluated.trace.output, [[1, 2]]);
  const last = traced(TWO, '--input', '3,8');
  assert.deepEqual(last.trace.output, [[3, 1]]);
  const floats = traced(TWO, '--model', 'Pair()', '--input', '1', '--input', '1,3');
  assert.match(floats.trace.error?.message ?? '', /Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int/);
});

test('--model keeps the script’s main asleep', () => {
  const source = `${QUESTION}\nif __name__ == "__main__":\n    print("awake")\n`;
  assert.equal(traced(source, '--input', '1,3,32,32').trace.printed, 'awake\n');
  assert.equal(traced(source, '--model', 'model', '--input', '1,3,32,32').trace.printed, '');
});

test('--model answers for its own call alone, whatever the program called before', () => {
  const source = `import torch\nfrom torch import nn\nlayer = nn.Linear(3, 4)\nprint(layer(torch.ones(5, 3)).shape)\n`;
  const { trace } = traced(source, '--model', 'layer', '--input', '2,3');
  assert.deepEqual(trace.input, [[2, 3]]);
  assert.deepEqual(trace.output, [[2, 4]]);
});

test('a model that is not there', () => {
  const { trace, code } = traced(QUESTION, '--model', 'Missing()');
  assert.equal(code, 1);
  assert.equal(trace.error?.type, 'NameError');
  assert.equal(trace.error?.message, "name 'Missing' is not defined");
});

test('cases: counts, differences, and how many of them', () => {
  const right = '{"code": "nn.Linear(3, 4)", "in": [[2,3]], "out": [[2,4]], "params": 16}';
  const failing = '{"code": "x.view(3, -1)", "in": [[2,5]], "error": {"type": "RuntimeError", "message": "shape \'[3, -1]\' is invalid for input of size 10", "at": "call"}}';
  const wrong = '{"code": "x + 1", "in": [[2]], "out": [[3]]}';
  const value = '{"code": "x.size(1) * 2", "in": [[2,5]], "value": 10}';
  const good = shapewalk(['cases', file([right, failing, value, ''].join('\n'), 'good.jsonl')]);
  assert.equal(good.out, '3 passed, 0 failed\n');
  assert.equal(good.code, 0);
  const bad = shapewalk(['cases', '-', '--failures', '1'], [right, wrong, wrong, 'rubbish'].join('\n'));
  assert.equal(bad.code, 1);
  assert.match(bad.out, /^line 2: x \+ 1 {3}in \[\[2\]\]\n {2}expected \[\[3\]\]\n {2}got \[\[2\]\]\n1 passed, 3 failed\n$/);
});

test('help: the usage', () => {
  for (const word of ['--help', '-h', 'help']) {
    const { code, out, err } = shapewalk([word]);
    assert.equal(code, 0, word);
    assert.match(out, /^usage: shapewalk trace FILE/);
    assert.equal(err, '');
  }
});

test('bad usage: exit code 2, what is wrong, and the usage', () => {
  for (const [args, message] of /** @type {[string[], RegExp][]} */ ([
    [[], /no command given/],
    [['walk', 'x.py'], /unknown command 'walk'/],
    [['trace'], /no file given/],
    [['trace', '-', '--depth'], /unknown option '--depth'/],
    [['trace', '-', '--input'], /lacks its value/],
    [['trace', 'a.py', 'b.py'], /one file only/],
    [['trace', file('x').replace('.py', '.missing')], /cannot read .*ENOENT/],
    [['trace', file('x').replace(/[^/]+$/, '')], /cannot read .*EISDIR/],
    [['cases', '-', '--failures', 'many'], /whole number/],
    [['run', '-', '--seed', '1.5'], /whole number/],
    [['run', '-', '--fill', 'random'], /--fill takes ramp, ones, zeros, randn, not 'random'/],
  ])) {
    const { code, out, err } = shapewalk(args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, message);
    assert.match(err, /usage: shapewalk trace FILE/);
    assert.equal(out, '');
  }
});
