// How much memory the core asks of the browser for a large network.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ROOT } from '../../web/build/shell.mjs';
import { core } from './core.mjs';

const MB = 1 << 20;

test('VGG-16 on 224 pixels takes its weights and little more, and its first maps can be looked at all the same', async () => {
  const { raw } = await core();
  const source = readFileSync(join(ROOT, 'web/examples/vgg16.py'), 'utf8');
  /** @type {import('../../web/core.d.ts').Trace} */
  const trace = JSON.parse(raw.start(source, '', '1,3,224,224', true, 'ramp', 0, new Float32Array(0)));
  assert.equal(trace.error, null);
  const weights = 4 * trace.params;
  assert.ok(weights > 500 * MB);
  assert.ok(trace.peak_bytes < weights + 60 * MB, `${trace.peak_bytes} bytes of numbers`);
  const first = raw.tensor(0, 'out', 0);
  assert.equal(first?.length, 64 * 224 * 224);
  // With all else that the core keeps: its code's data and stack, the program, the trace.
  const heap = first?.buffer.byteLength ?? Infinity;
  assert.ok(heap < weights + 80 * MB, `${heap} bytes of memory`);
});
