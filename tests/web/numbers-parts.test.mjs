// The reckoning behind the page's numbers, without a browser: layouts, figures, products, pixels, the runner.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { DIGITS } from '../../web/elements/numbers/digits.js';
import { column, figure, percent, term } from '../../web/elements/numbers/figures.js';
import { indexOf, layoutOf, mapFrom, placeOf, spanOf } from '../../web/elements/numbers/layout.js';
import { NORMS, frameOf, framedSaid, numbersOf } from '../../web/elements/numbers/pixels.js';
import { heaviest, partsOf } from '../../web/elements/numbers/products.js';
import * as link from '../../web/engine/link.js';
import { Runner } from '../../web/engine/runner.js';
import { summarize } from '../../web/engine/summary.js';

/** @import {Request} from '../../web/engine/runner-worker.js' */

const counted = (/** @type {number} */ count) => Float32Array.from({ length: count }, (_, i) => i);

describe('a layout', () => {
  test('has a map for each channel of a picture', () => {
    const layout = layoutOf([2, 3, 4, 5], 'nchw');
    assert.ok(layout);
    assert.deepEqual([layout.kind, layout.count, layout.rows, layout.columns], ['maps', 3, 4, 5]);
    assert.match(layout.said, /first of 2 in the batch/);
    assert.equal(placeOf(layout, 2, 3, 4), 59);
    assert.equal(indexOf([2, 3, 4, 5], 59), '0, 2, 3, 4');
    assert.deepEqual(spanOf(layout, 1, 2), { from: 20, count: 20 });
  });

  test('finds the axes wherever they stand', () => {
    const last = layoutOf([1, 4, 5, 3], 'nhwc');
    assert.ok(last);
    const map = mapFrom(last, counted(60), 1);
    assert.deepEqual([...map.numbers.slice(0, 6)], [1, 4, 7, 10, 13, 16]);
    const time = layoutOf([7, 2, 3], 'tnf');
    assert.deepEqual([time?.rows, time?.columns, time?.down, time?.said], [7, 3, 6, 'the first of 2 in the batch']);
  });

  test('takes the middle of a volume, bars for a row, and nothing of nothing', () => {
    assert.match(layoutOf([1, 2, 5, 3, 3], 'ncdhw')?.said ?? '', /depth 2 of 5/);
    assert.equal(layoutOf([1, 10], 'nf')?.kind, 'bars');
    assert.equal(layoutOf([], '')?.kind, 'bars');
    assert.equal(layoutOf([0, 3], 'nf'), null);
  });

  test('averages what is too fine to be drawn', () => {
    const layout = layoutOf([4, 6], 'hw');
    assert.ok(layout);
    const map = mapFrom(layout, counted(24), 0, 3);
    assert.deepEqual([map.rows, map.columns], [2, 3]);
    assert.equal(map.numbers[0], (0 + 1 + 6 + 7) / 4);
  });
});

test('figures are short, and what they say is so', () => {
  assert.deepEqual(
    [0, 1, -3, 0.5, -0.03124, 12.345, 1234.5, 1.5e9, 2e-7, NaN, -Infinity].map((x) => figure(x)),
    ['0', '1', '−3', '0.500', '−0.031', '12.3', '1235', '1.5e9', '2.0e−7', 'nan', '−inf'],
  );
  assert.deepEqual([term(-0.5, false), term(0.5, false), term(-0.5, true)], ['− 0.500', '+ 0.500', '−0.500']);
  assert.deepEqual([0.083, -0.0004, 0].map(column(0.083)), ['0.083', '0.000', '0']);
  assert.deepEqual([0, 0.0002, 0.05, 0.5].map(percent), ['0 %', '< 0.1 %', '5.0 %', '50 %']);
});

test('a summary counts, and leaves out what is not finite', () => {
  const all = summarize(Float32Array.from([-1, 0, 0, 3, NaN, Infinity]));
  assert.deepEqual([all.count, all.min, all.max, all.mean, all.zeros, all.odd], [6, -1, 3, 0.5, 2, 2]);
  assert.ok(Math.abs(all.std - Math.sqrt((2.25 + 0.25 + 0.25 + 6.25) / 4)) < 1e-9);
  assert.equal(all.bins.reduce((sum, count) => sum + count, 0), 4);
  assert.equal(summarize(new Float32Array(0)).count, 0);
});

describe('products', () => {
  /** @type {any} */
  const step = {
    in: [[1, 4, 8, 8]],
    out: [[1, 6, 7, 7]],
    param_shapes: [{ name: 'weight', shape: [6, 2, 2, 3] }],
    windows: [{ transposed: false }, { transposed: false }],
  };
  const terms = Array.from({ length: 12 }, (_, i) => ({ at: i, weight_at: i, x: i, w: 2 }));
  const cell = { known: true, how: 'sum', say: '', terms, bias: null, divisor: 0, result: 132 };

  test('lie as the window does, for each input channel of the group', () => {
    const parts = partsOf(step, cell, 5);
    assert.deepEqual(
      parts.map(({ channel, columns, sum }) => [channel, columns, sum]),
      [
        [2, 3, 2 * 15],
        [3, 3, 2 * 51],
      ],
    );
  });

  test('that weigh most come first, the others are summed up', () => {
    const { named, others, rest } = heaviest([...terms], 2);
    assert.deepEqual([named.map(({ x }) => x), others, rest], [[11, 10], 10, 90]);
  });
});

describe('pixels', () => {
  const frame = { batch: 2, channels: 3, height: 1, width: 2 };
  const pixels = [255, 0, 0, 255, 0, 255, 0, 255];

  test('become what a network was trained on', () => {
    const numbers = numbersOf(pixels, frame, 'imagenet');
    const { mean = [], std = [] } = NORMS.imagenet ?? {};
    const z = (/** @type {number} */ x, /** @type {number} */ c) => (x - (mean[c] ?? 0)) / (std[c] ?? 1);
    const one = [z(1, 0), z(0, 0), z(0, 1), z(1, 1), z(0, 2), z(0, 2)].map(Math.fround);
    assert.deepEqual([...numbers], [...one, ...one]);
    assert.deepEqual([...numbersOf(pixels, { ...frame, batch: 1, channels: 1 }, 'bytes')].map(Math.round), [76, 150]);
  });

  test('go into inputs that are pictures, flattened ones too', () => {
    assert.deepEqual(frameOf([1, 3, 20, 30], 'nchw'), { batch: 1, channels: 3, height: 20, width: 30 });
    assert.deepEqual(frameOf([4, 784], 'nf'), { batch: 4, channels: 1, height: 28, width: 28 });
    assert.deepEqual(frameOf([1, 3072], 'nf'), { batch: 1, channels: 3, height: 32, width: 32 });
    assert.equal(frameOf([1, 100, 7], 'ntf'), null);
    assert.equal(frameOf([1, 10], 'nf'), null);
  });

  test('are told of in a sentence', () => {
    assert.match(
      framedSaid(640, 480, { batch: 1, channels: 3, height: 224, width: 224 }, 'imagenet'),
      /^224×224 from 640×480: cropped to the middle square, scaled; each channel \(x − mean\)\/std with mean 0\.485/,
    );
  });
});

test('ten digits lie on the pad', () => {
  assert.equal(DIGITS.length, 10);
  for (const strokes of DIGITS)
    for (const stroke of strokes) {
      assert.equal(stroke.length % 2, 0);
      assert.ok(stroke.every((x) => Number.isInteger(x) && x >= 10 && x <= 90));
    }
});

test('a link keeps what the network runs on', async () => {
  const state = { code: 'x', model: '', input: '', eval: false };
  for (const numbers of [
    { fill: 'ramp', seed: 0 },
    { fill: 'pad', seed: 7, norm: 'mnist', pad: DIGITS[4] ?? [] },
  ])
    assert.deepEqual(await link.read(await link.write({ ...state, numbers })), { ...state, numbers });
});

describe('the runner', () => {
  /** Workers that answer when they are told to. @type {FakeWorker[]} */
  let workers = [];
  class FakeWorker {
    ended = false;
    /** @type {Request[]} */
    heard = [];
    onmessage = (/** @type {{data: unknown}} */ _) => {};
    constructor() {
      workers.push(this);
    }
    /** @param {Request} request */
    postMessage(request) {
      this.heard.push(request);
    }
    terminate() {
      this.ended = true;
    }
    /** @param {number} i @param {unknown} found */
    answer(i, found) {
      this.onmessage({ data: { id: this.heard[i]?.id, found } });
    }
  }
  const wish = (/** @type {number} */ seed) => ({
    source: '', model: '', input: '', eval: false, fill: 'ramp', seed, numbers: null,
  });
  const start = () => {
    workers = [];
    Object.assign(globalThis, { Worker: FakeWorker });
    return new Runner('here');
  };

  test('lets the newest start win', async () => {
    const runner = start();
    const runs = [1, 2, 3].map((seed) => runner.start(wish(seed)));
    const [worker] = workers;
    assert.equal(worker?.heard.length, 1);
    worker.answer(0, { ms: 1 });
    assert.deepEqual(await Promise.all(runs.slice(0, 2)), [null, null]);
    assert.deepEqual(
      worker.heard.map((request) => 'start' in request && request.start.seed),
      [1, 3],
    );
    worker.answer(1, { ms: 2 });
    assert.equal((await runs[2])?.outcome.ms, 2);
  });

  test('says how many steps are done, while it is the one in progress', async () => {
    const runner = start();
    /** @type {number[]} */
    const told = [];
    const run = runner.start(wish(1), (steps) => told.push(steps));
    const [worker] = workers;
    const steps = (/** @type {number} */ run, /** @type {number} */ steps) => worker?.onmessage({ data: { run, steps } });
    const id = worker?.heard[0]?.run ?? -1;
    steps(id, 3);
    steps(id + 1, 4);
    steps(id, 5);
    worker?.answer(0, { ms: 1 });
    await run;
    steps(id, 6);
    assert.deepEqual(told, [3, 5]);
  });

  test('is cancelled by ending its worker, and starts anew', async () => {
    const runner = start();
    const run = runner.start(wish(1));
    runner.cancel();
    assert.equal(await run, null);
    assert.equal(workers[0]?.ended, true);
    const next = runner.start(wish(2));
    workers[1]?.answer(0, { ms: 3 });
    const kept = await next;
    assert.equal(kept?.outcome.ms, 3);
    const cell = kept.cell(0, 5);
    workers[1]?.answer(1, { result: 7 });
    assert.equal((await cell)?.result, 7);
    runner.cancel();
    assert.equal(await kept.cell(0, 6).then((found) => found), null);
  });
});
