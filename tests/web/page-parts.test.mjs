// The page's own reckoning, without a browser: windows, groups, lines, links, numbers.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { bytes, rounded } from '../../web/elements/base/numbers.js';
import { lineShapes } from '../../web/elements/editor/line-shapes.js';
import { Axis } from '../../web/elements/picture/axis.js';
import { groupSteps } from '../../web/elements/walk-groups.js';
import * as link from '../../web/engine/link.js';

/** @param {Partial<import('../../web/core.js').Window>} some */
const axis = (some) =>
  new Axis({
    dim: 'w',
    in: 32,
    out: 13,
    kernel: 7,
    stride: 2,
    dilation: 1,
    pad_before: 0,
    pad_after: 0,
    unread: 1,
    transposed: false,
    ...some,
  });

describe('a window on an axis', () => {
  test('leaves the last cell of the question unread', () => {
    assert.deepEqual(axis({}).unread(0, 32), [31]);
    assert.equal(axis({}).slice(12), '24:31');
  });

  test('finds the readers of a cell as a search over all places does', () => {
    for (const [kernel, stride, dilation, pad] of [
      [7, 2, 1, 0],
      [3, 1, 2, 2],
      [2, 3, 1, 0],
      [3, 2, 3, 1],
      [1, 1, 1, 0],
    ]) {
      const out = Math.floor((20 + 2 * pad - dilation * (kernel - 1) - 1) / stride) + 1;
      const one = axis({ in: 20, out, kernel, stride, dilation, pad_before: pad, pad_after: pad });
      for (let cell = -pad; cell < 20 + pad; cell += 1) {
        const all = Array.from({ length: out }, (_, i) => i).filter((i) => one.taps(i).includes(cell));
        assert.deepEqual(one.readers(cell), all, `cell ${cell} of ${kernel} ${stride} ${dilation} ${pad}`);
      }
    }
  });

  test('slices as Python does, with padding left out and counted', () => {
    const one = axis({ in: 10, out: 10, kernel: 3, stride: 1, dilation: 2, pad_before: 2, pad_after: 2 });
    assert.equal(one.slice(0), '0:3:2');
    assert.equal(one.padded(0), 1);
    assert.equal(one.slice(5), '3:8:2');
    assert.deepEqual(one.inside({ first: 0, count: 10 }), [2, 8]);
  });

  test('of a large axis draws whole windows of a part, to its very end', () => {
    const one = axis({ in: 224, out: 112, pad_before: 3, pad_after: 3 });
    const start = one.part(40, 0);
    assert.equal(start.whole, false);
    assert.equal(start.low, -3);
    const end = one.part(40, 999);
    assert.equal(end.first + end.count, 112);
    assert.equal(end.high, 227);
  });
});

/** @param {Partial<import('../../web/core.js').Step>} some @returns {import('../../web/core.js').Step} */
const step = (some) => ({
  line: 0,
  column: 0,
  made_line: 0,
  made_column: 0,
  path: '',
  op: 'op',
  code: '',
  in: [],
  out: [[1]],
  in_dims: [],
  out_dims: ['n'],
  formula: '',
  worked: [],
  working: [],
  say: '',
  windows: [],
  param_shapes: [],
  param_sum: '',
  params: 0,
  macs: 0,
  assumed: false,
  ms: null,
  ...some,
});
/** @param {string} path @param {string} type @returns {import('../../web/core.js').ModuleCall} */
const module = (path, type) => ({ path, type, in: [], out: [[1]], params: 0, line: 0, made_line: 0, mean: null, std: null, first: [] });

describe('parts of a network', () => {
  /** @type {(list: import('../../web/elements/walk-groups.js').WalkNode[]) => unknown[]} */
  const outline = (list) =>
    list.map((/** @type {any} */ node) => ('step' in node ? node.index : [node.path, ...outline(node.children)]));

  test('are its containers; a step without a module stands with its neighbours', () => {
    const paths = [
      'conv1',
      'layer1.0.conv1',
      'layer1.0.bn1',
      '',
      'layer1.0.relu',
      'layer1.1.conv1',
      'layer1.1.bn1',
      '',
      'fc',
    ];
    assert.deepEqual(
      outline(
        groupSteps(
          paths.map((path) => step({ path })),
          [module('layer1.0', 'Block'), module('layer1', 'Sequential')],
        ),
      ),
      [0, ['layer1', ['layer1.0', 1, 2, 3, 4], ['layer1.1', 5, 6]], 7, 8],
    );
  });

  test('of a single thing are that thing', () => {
    assert.deepEqual(
      outline(
        groupSteps(
          ['0', '1', 'net.0', '2'].map((path) => step({ path })),
          [],
        ),
      ),
      [0, 1, 2, 3],
    );
  });

  test('take in what their own forward does', () => {
    const steps = ['body.conv', 'body', 'body.norm'].map((path) => step({ path }));
    assert.deepEqual(
      outline(groupSteps([...steps, step({ path: 'fc' })], [module('body.conv', 'Conv2d'), module('body', 'Body')])),
      [['body', 0, 1, 2], 3],
    );
  });
});

describe('a line’s shapes', () => {
  const trace = (
    /** @type {import('../../web/core.js').Step[]} */ steps,
    /** @type {import('../../web/core.js').ModuleCall[]} */ modules = [],
  ) => lineShapes(/** @type {import('../../web/core.js').Trace} */ (/** @type {unknown} */ ({ steps, modules })));

  test('are the last of the operations on it', () => {
    const lines = trace([
      step({ line: 3, column: 9, op: 'conv', out: [[1, 2]] }),
      step({ line: 3, column: 5, op: 'relu', out: [[1, 3]] }),
    ]);
    assert.deepEqual(lines.get(3), {
      first: { sizes: [1, 3], dims: 'n' },
      last: { sizes: [1, 3], dims: 'n' },
      times: 1,
      varies: false,
    });
  });

  test('are first, last and how often, where it runs again and again', () => {
    const lines = trace([1, 2, 3].map((size) => step({ line: 7, column: 9, out: [[size]] })));
    assert.deepEqual([lines.get(7)?.first.sizes, lines.get(7)?.last.sizes, lines.get(7)?.times], [[1], [3], 3]);
  });

  test('stand where a module is made, too', () => {
    const lines = trace([step({ line: 20, made_line: 4, path: 'conv', out: [[1, 8]] })]);
    assert.deepEqual([...lines.keys()].sort(), [20, 4].sort());
  });
});

describe('a link', () => {
  const state = {
    code: 'x = "größer" # 🐍\n',
    model: 'net',
    input: '1,3,32,32',
    eval: true,
    open: [0, 3],
    view: /** @type {const} */ ('table'),
  };

  test('gives back what went in', async () => {
    assert.deepEqual(await link.read(await link.write(state)), state);
    const plain = { code: '', model: '', input: '', eval: false };
    assert.deepEqual(await link.read(await link.write(plain)), plain);
  });

  test('is short', async () => {
    const fragment = await link.write({
      code: 'import torch.nn as nn\n'.repeat(40),
      model: '',
      input: '',
      eval: false,
    });
    assert.ok(fragment.length < 120, fragment);
  });

  test('if cut or changed anywhere is damaged or another state, never an exception', async () => {
    const whole = await link.write(state);
    for (let cut = 5; cut < whole.length; cut += 1) assert.notEqual(await link.read(whole.slice(0, cut)), undefined);
    for (let at = 4; at < whole.length; at += 1) {
      const changed = whole.slice(0, at) + (whole[at] === 'A' ? 'B' : 'A') + whole.slice(at + 1);
      assert.ok(await link.read(changed));
    }
    assert.equal(await link.read('#v1.%%%'), 'damaged');
    assert.equal(await link.read('#v2.abc'), 'newer');
    assert.equal(await link.read(''), 'none');
    assert.equal(await link.read('#walk'), 'none');
  });
});

test('counts are read at a glance', () => {
  assert.deepEqual([0, 9408, 54_080, 849_056, 118_013_952, 1_814_073_344].map(rounded), [
    '0',
    '9,408',
    '54.1 k',
    '0.85 M',
    '118 M',
    '1.81 G',
  ]);
  assert.deepEqual([12, 64_936, 10_000_000].map(bytes), ['12 B', '63 KB', '9.5 MB']);
});
