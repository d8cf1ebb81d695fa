// The expressions of numbers.tsv, whose numbers PyTorch made (goldens/generate_numbers.py), in both builds of the core:
// with plain SIMD and with relaxed SIMD's fused multiply-adds.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BUILDS, coreOf } from './builds.mjs';
import { goldenText } from './core.mjs';

/** @typedef {import('../../web/core.d.ts').Values} Values */

/** @param {string} text a number as Python prints it */
const number = (text) => (text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text));

/**
 * Whether a number of ours (null: infinite or none) is within a bound.
 * @param {number | null | undefined} ours @param {number} theirs @param {number} bound
 */
const near = (ours, theirs, bound) => (Number.isFinite(theirs) ? typeof ours === 'number' && Math.abs(ours - theirs) <= bound : ours === null);

/**
 * What differs between a tensor and the golden's field of it; empty where they agree.
 * @param {string} field @param {Values} got
 */
function difference(field, got) {
  const [shape = '', dtype, largest = '0', sum = '0', absSum = '0', listed = ''] = field.split('|');
  if (`${got.shape}` !== shape || got.dtype !== dtype) return `${got.shape} of ${got.dtype}, not ${shape} of ${dtype}`;
  if (!got.known) return 'no numbers';
  const big = number(largest);
  const bound = (dtype === 'float16' || dtype === 'bfloat16' ? 8e-3 : 1e-5) * (Number.isFinite(big) ? big : 1);
  const count = got.shape.reduce((n, s) => n * s, 1);
  const all = bound * Math.sqrt(count) + 1e-6 * number(absSum);
  if (!near(got.sum, number(sum), all) || !near(got.abs_sum, number(absSum), all)) return `sums ${got.sum}, ${got.abs_sum}, not ${sum}, ${absSum}`;
  const places = count === 0 ? [] : [...new Set(Array.from({ length: 12 }, (_, i) => Math.floor((i * (count - 1)) / 11)))];
  const wanted = listed.split(' ').map(number);
  for (const [i, place] of places.entries()) {
    const fromEnd = place - (count - got.last.length);
    if (place >= got.first.length && fromEnd < 0) continue;
    const have = place < got.first.length ? got.first[place] : got.last[fromEnd];
    if (!near(have, wanted[i] ?? NaN, bound)) return `${have} at ${place}, not ${wanted[i]}`;
  }
  return '';
}

for (const build of BUILDS) {
  test(`random expressions give PyTorch's numbers, ${build} build`, async () => {
    const core = await coreOf(build);
    const wrong = [];
    const lines = goldenText('numbers.tsv').split('\n').filter(Boolean);
    assert.ok(lines.length > 5000);
    for (const line of lines) {
      const [code = '', input = '', fill = '', seed, ...fields] = line.split('\t');
      /** @type {import('../../web/core.d.ts').CaseResult} */
      const got = JSON.parse(core.evaluate(code, input, fill, Number(seed)));
      const error = got.error ? `!${got.error.type}: ${got.error.message}` : '';
      const expected = fields[0]?.startsWith('!') ? fields[0] : '';
      const count = got.values.length === fields.length ? '' : `${got.values.length} tensors, not ${fields.length}`;
      const what =
        error !== expected ? `${error || 'no error'}, not ${expected || 'no error'}` : expected ? '' : count || got.values.map((v, i) => difference(fields[i] ?? '', v)).find(Boolean);
      if (what) wrong.push(`${code}   in ${input} ${fill} ${seed}: ${what}`);
    }
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} differ`);
  });
}
