// The page's run on the GPU: its numbers stand in the core in place of the CPU's, also for another input; a lost GPU or an
// operation without a kernel leaves the CPU's.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GpuRuns } from '../../web/engine/gpu-run.js';
import { HEAD, dawn, distance, kernels, raw } from './kit.mjs';

/** @import {Trace} from '../../web/core.js' */

const NET = `${HEAD}net = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(), nn.Linear(27, 5))`;

/** @param {string} source @param {Float32Array} numbers @returns {Trace} */
const start = (source, numbers) => JSON.parse(raw.start(source, '', '1,1,8,8', true, 'randn', 2, numbers));
const out = (/** @type {number} */ step) => Float32Array.from(raw.tensor(step, 'out', 0) ?? []);
const picture = (/** @type {number} */ seed) => Float32Array.from({ length: 64 }, (_, i) => Math.sin(seed + i * seed));
const runs = (/** @type {GPU | undefined} */ browser) => new GpuRuns(raw, async () => kernels, { browser });

test('the same numbers, at every step, and again for another input', async () => {
  const [first, second] = [picture(1), picture(2)];
  const { steps } = start(NET, second);
  const want = steps.map((_, i) => out(i));
  start(NET, first);
  const gpu = runs(dawn);
  assert.equal(gpu.can(second), false);
  const ran = await gpu.begin(true);
  assert.equal(ran?.note, '');
  // Flatten is a view, and Dropout does nothing.
  assert.deepEqual(steps.map((_, i) => ran?.times[i] !== undefined), [true, true, true, true, false, false, true]);
  assert.ok(distance(out(6), /** @type {Float32Array} */ (want[6])) > 0.01);
  assert.equal(gpu.can(second), true);
  assert.equal(gpu.can(picture(1).subarray(1)), false);
  assert.equal((await gpu.again(second))?.note, '');
  for (const [i, numbers] of want.entries()) assert.ok(distance(out(i), numbers) < 1e-5, `step ${i}`);
  gpu.stop();
  assert.equal(gpu.can(second), false);
});

test('what cannot be is said, and the CPU’s numbers stay', async () => {
  start(`${HEAD}net = nn.Sequential(nn.Conv2d(1, 3, 3), nn.LPPool2d(2, 2))`, picture(1));
  const before = out(1);
  assert.equal((await runs(undefined).begin(true))?.note, 'This browser offers no GPU. The CPU computes.');
  assert.equal((await runs(dawn).begin(false))?.note, 'The GPU here is software, slower than the CPU. The CPU computes.');
  const gpu = runs(dawn);
  const ran = await gpu.begin(true);
  assert.equal(ran?.note, 'LPPool2d has no GPU kernel for this call. The CPU computes.');
  assert.deepEqual(ran?.times, []);
  assert.equal(gpu.can(picture(2)), false);
  assert.deepEqual(out(1), before);
});

test('a run that another one overtakes has no answer', async () => {
  start(NET, picture(1));
  const gpu = runs(dawn);
  const slow = gpu.begin(true);
  start(NET, picture(3));
  const newer = gpu.begin(true);
  assert.equal(await slow, null);
  assert.equal((await newer)?.note, '');
  gpu.stop();
});
