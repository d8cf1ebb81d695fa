// torchvision's classification models, unmodified, the modules beside them read as the command line reads them: every
// module call against what PyTorch 2.6 says (tests/goldens/generate_torchvision.py).

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { modulesBeside } from '../../web/cli/modules.js';
import { core, goldenText } from './core.mjs';
import { TORCHVISION, provideTorchvision } from './torchvision.mjs';

/** @typedef {import('../../web/core.d.ts').Trace} Trace */
/** @typedef {{ input: string, calls: number, all: string, output: number[][], params: number, error: null | { type: string, message: string }, each: string }} Golden */

/** @type {{ models: Record<string, { file: string, traces: Golden[] }> }} */
const { models } = JSON.parse(goldenText('torchvision.json'));

const digest = (/** @type {string} */ text) => createHash('sha256').update(text);

/**
 * The first call that differs, in words; empty where none does.
 * @param {string[]} lines @param {Golden} expected
 */
function firstDifference(lines, expected) {
  for (const [i, line] of lines.entries()) {
    if (digest(line).digest('base64').slice(0, 2) === expected.each.slice(2 * i, 2 * i + 2)) continue;
    return `call ${i + 1} of ${expected.calls} differs: ${line}, after ${lines[i - 1] ?? 'nothing'}`;
  }
  return lines.length === expected.calls ? '' : `${lines.length} calls, not ${expected.calls}; the last is ${lines.at(-1)}`;
}

/** @param {string} source @param {string} model @param {Golden} expected @param {Awaited<ReturnType<typeof core>>['raw']} raw */
function check(source, model, expected, raw) {
  /** @type {Trace} */
  const got = JSON.parse(raw.trace(source, model, expected.input, false, true, true));
  const lines = got.modules.map((m) => JSON.stringify([m.path, m.type, m.in, m.out, m.params]));
  assert.equal(firstDifference(lines, expected), '', `on ${expected.input}`);
  assert.equal(digest(lines.join('\n')).digest('hex').slice(0, 16), expected.all);
  const error = got.error && { type: got.error.type, message: got.error.message };
  assert.deepEqual([error, got.params, error ? [] : got.output], [expected.error, expected.params, expected.output]);
  assert.deepEqual(got.warnings, [], 'nothing looks wrong in these');
}

const missing = await provideTorchvision();

test('the classification models of torchvision', { skip: missing || false, timeout: 280_000 }, async (t) => {
  const { raw } = await core();
  assert.equal(Object.keys(models).length, 80);
  for (const [name, { file, traces }] of Object.entries(models)) {
    await t.test(name, () => {
      const path = join(TORCHVISION, 'models', file);
      const beside = modulesBeside(path);
      raw.modules(beside.package, beside.find);
      const source = readFileSync(path, 'utf8');
      for (const expected of traces) check(source, `${name}()`, expected, raw);
    });
  }
});

test('those that are written here, for programs that import torchvision without having it', async (t) => {
  const { raw } = await core();
  const written = Object.keys(models).filter((name) => /^(alexnet|vgg|(wide_)?resn|squeeze|dense|mobile|efficientnet_b|vit|convnext|googlenet|inception|mnas|shuffle)/.test(name));
  assert.equal(written.length, 55);
  for (const name of written) {
    await t.test(name, () => {
      for (const expected of models[name]?.traces ?? [])
        check(`from torchvision import models\nnet = models.${name}()\n`, 'net', expected, raw);
    });
  }
});
