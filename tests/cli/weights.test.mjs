// Runs with a file of weights: the numbers are PyTorch's (goldens/weights/generate_runs.py), what does not fit is said as
// load_state_dict says it, and no file crashes anything.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { core, golden, goldenText } from './core.mjs';
import { file, shapewalk } from './run.mjs';

/** @typedef {import('../../web/core.d.ts').Trace} Trace */
/** @typedef {import('../../web/core.d.ts').LoadedWeights} LoadedWeights */
/** @typedef {{source: string, input: string, file: string, eval: boolean, message: string, tensors: number, shape: number[], numbers: number[], printed?: string}} Run */

/** @type {Run[]} */
const runs = JSON.parse(goldenText('weights/runs.json'));
const weights = (/** @type {string} */ name) => golden(`weights/${name}`);

/** @type {import('../../web/core.d.ts').Core} */
let loaded;
before(async () => { loaded = (await core()).raw; });

/** @param {Run} how @param {Uint8Array | null} bytes @returns {Trace} */
function run({ source, input, eval: evaluates }, bytes) {
  loaded.weights(bytes);
  const trace = JSON.parse(loaded.run(source, '', input, evaluates, 'ramp', 0));
  loaded.weights(null);
  return trace;
}

/** What went wrong with a run whose weights were taken. @param {Trace} trace @returns {LoadedWeights} */
function taken({ error, weights: w }) {
  assert.equal(error, null);
  assert.ok(w);
  assert.equal(w.error, null);
  return w;
}

describe('runs with weights', () => {
  after(() => loaded.weights(null));

  for (const want of runs)
    test(`${want.file}, ${want.source.split('\n').at(-2)}, ${want.eval ? 'eval' : 'train'}: as in PyTorch`, () => {
      const got = run(want, readFileSync(weights(want.file)));
      const w = taken(got);
      assert.equal(w.tensors, want.tensors);
      // Loose layers were put into a Sequential there, to have something that loads.
      assert.equal(w.message.replace(/ for .*:\n/, '\n'), want.message.replace(/ for .*:\n/, '\n'));
      if (want.printed !== undefined) return assert.equal(got.printed, want.printed);
      const [out] = got.values;
      assert.deepEqual(out.shape, want.shape);
      assert.equal(out.first.length, Math.min(16, want.numbers.length));
      const largest = Math.max(...want.numbers.map(Math.abs));
      for (const [i, x] of out.first.entries()) assert.ok(Math.abs((x ?? NaN) - want.numbers[i]) <= 1e-5 * largest, `${i}: ${x}, not ${want.numbers[i]}`);
    });

  test('the next run without them is as drawn', () => {
    const [how] = runs;
    const drawn = run(how, null);
    assert.equal(drawn.weights, null);
    assert.notDeepEqual(run(how, readFileSync(weights(how.file))).values, drawn.values);
    assert.deepEqual(run(how, null), drawn);
  });

  test('a file that cannot be read says so, and the run goes on with what was drawn', () => {
    const [how] = runs;
    const drawn = run(how, null);
    const bytes = readFileSync(weights('cnn.pt'));
    for (const cut of [0, 1, 100, bytes.length >> 1, bytes.length - 1]) {
      const { weights: w, ...rest } = run(how, bytes.subarray(0, cut));
      assert.ok(w?.error, `${cut} bytes`);
      assert.deepEqual({ ...rest, weights: null }, drawn);
    }
  });

  test('no file of the fuzzers’ corpus does any harm', () => {
    const [how] = runs;
    for (const kind of ['safetensors', 'torch'])
      for (const name of readdirSync(golden(`../fuzz/corpus/${kind}`))) {
        const got = run(how, readFileSync(golden(`../fuzz/corpus/${kind}/${name}`)));
        assert.equal(got.error, null, name);
        assert.equal(got.values[0].known, true, name);
      }
  });

  test('tensors that fit but cannot be read are named', () => {
    const source = `class Odd(nn.Module):
    def __init__(self):
        super().__init__()
        self.uint16 = nn.Parameter(torch.zeros(2))
        self.float32 = nn.Parameter(torch.zeros(3))
    def forward(self, x):
        return x + self.uint16
model = Odd()
`;
    const w = taken(run({ ...runs[0], source, input: '1,2' }, readFileSync(weights('dtypes.pt'))));
    assert.deepEqual(w.unreadable.map(({ text }) => text), ['uint16: torch.uint16 is not supported']);
    assert.equal(w.tensors, 1);
  });

  test('a module that is held twice is loaded under both its names', () => {
    const source = `import torch
from torch import nn
class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3, bias=False)
        self.again = self.conv
    def forward(self, x):
        return self.again(x)
model = Twice()
print(list(model.state_dict()))
`;
    const got = run({ ...runs[0], source, input: '1,1,4,4' }, readFileSync(weights('cnn.pt')));
    assert.equal(got.printed, "['conv.weight', 'again.weight']\n");
    assert.deepEqual(taken(got).missing, ['again.weight']);
  });
});

describe('shapewalk run --weights', () => {
  const [fits] = runs;
  const misfit = /** @type {Run} */ (runs.find((r) => r.message.includes('size mismatch')));

  test('says what was taken, and exits 0 where all fits', () => {
    const { code, out } = shapewalk(['run', '-', '--eval', '--input', fits.input, '--weights', weights('data_parallel.pt')], fits.source);
    assert.equal(code, 0);
    assert.match(out, /weights \(torch\.save, names without 'module\.'\): 9 tensors, 55 numbers, taken into Net\n/);
  });

  test('lists what does not fit in load_state_dict’s words, and exits 1', () => {
    const args = ['run', '-', '--eval', '--input', misfit.input, '--weights', weights(misfit.file)];
    const { code, out } = shapewalk(args, misfit.source);
    assert.equal(code, 1);
    assert.ok(out.includes(`  Error(s) in loading state_dict for Net:
    size mismatch for head.1.weight: copying a param with shape torch.Size([3, 8]) from checkpoint, the shape in current model is torch.Size([5, 8]).
    size mismatch for head.1.bias: copying a param with shape torch.Size([3]) from checkpoint, the shape in current model is torch.Size([5]).
  What did not fit stays as it was drawn.
`), out);
    const json = shapewalk([...args, '--json'], misfit.source);
    assert.equal(json.code, 1);
    /** @type {Trace} */
    const trace = JSON.parse(json.out);
    const w = taken(trace);
    assert.deepEqual([w.format, w.dict, w.prefix, w.model, w.tensors], ['torch.save', '', '', 'Net', 7]);
    assert.deepEqual(w.mismatched, [
      { name: 'head.1.weight', file: [3, 8], model: [5, 8] },
      { name: 'head.1.bias', file: [3], model: [5] },
    ]);
    assert.equal(w.message, misfit.message);
  });

  for (const [name, bytes, says] of /** @type {[string, () => Uint8Array | string, RegExp][]} */ ([
    ['no weights', () => 'hello', /ValueError: /],
    ['an empty file', () => '', /ValueError: /],
    ['half a .pt', () => readFileSync(weights('cnn.pt')).subarray(0, 700), /RuntimeError: /],
    ['half a .safetensors', () => readFileSync(weights('cnn.safetensors')).subarray(0, 600), /SafetensorError: /],
    ['overlapping tensors', () => overlapping(), /SafetensorError: /],
    ['a compressed archive', () => readFileSync(weights('compressed.pt')), /RuntimeError: /],
    ['TorchScript', () => readFileSync(weights('torchscript.pt')), /Error: /],
    ['no state dict', () => readFileSync(weights('no_state_dict.pt')), /ValueError: /],
  ]))
    test(`${name}: a clear message, exit 2`, () => {
      const path = file(bytes(), `${name}.pt`);
      const { code, out, err } = shapewalk(['run', '-', '--input', fits.input, '--weights', path, '--json'], fits.source);
      assert.equal(code, 2);
      assert.equal(out, '');
      const [first] = err.split('\n');
      assert.ok(first.startsWith(`shapewalk: cannot read ${path}: `), first);
      assert.match(first, says);
    });

  test('a file that is not there, and weights where nothing runs: bad usage', () => {
    assert.equal(shapewalk(['run', '-', '--weights', 'nowhere.pt'], fits.source).code, 2);
    assert.equal(shapewalk(['trace', '-', '--weights', weights('cnn.pt')], fits.source).code, 2);
  });
});

/** A .safetensors file whose two tensors share bytes. */
function overlapping() {
  const header = JSON.stringify({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }, b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] } });
  const bytes = Buffer.alloc(8 + header.length + 12);
  bytes.writeBigUInt64LE(BigInt(header.length));
  bytes.write(header, 8);
  return bytes;
}
