// The numbers of every program of tests/goldens/programs that runs, against PyTorch's (tests/goldens/generate_runs.py).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { BUILDS, coreOf } from './builds.mjs';
import { golden } from './core.mjs';

/** @typedef {import('../../web/core.d.ts').Trace} Trace */
/** @typedef {(number | null)[]} Numbers */
/** @typedef {[number[], string, number | null, number | null, number | null, Numbers, Numbers]} Out */
/** @typedef {{ seed: number, fill: string, eval: boolean, modules: Numbers[], out: Out[], printed: string, error: string | null, parameters: number | null }} Run */
/** @typedef {{ model: string | null, input: string[], parameters: Record<string, Numbers>[], normal: string[], runs: Run[] }} Golden */

/** @type {Record<string, Golden>} */
const goldens = JSON.parse(readFileSync(golden('runs.json'), 'utf8'));

/** Whether two numbers (null: infinite or none) are within a bound. @param {number | null | undefined} a @param {number | null | undefined} b @param {number} bound */
const near = (a, b, bound) => a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= bound);

/**
 * How far the results of a network's i-th module may be from PyTorch's, as a part of the largest: 1e-5, 1e-4 in the
 * depth, and more where PyTorch itself is further than that from what it computes in float64.
 * @param {number} i @param {number | null | undefined} own
 */
const allowed = (i, own) => Math.max(i < 100 ? 1e-5 : 1e-4, 4 * (own ?? 0));

/**
 * Where the first numbers differ; empty where they do not.
 * @param {Numbers} want @param {Numbers} got @param {number} bound
 */
function differ(want, got, bound) {
  const i = want.findIndex((x, k) => !near(x, got[k], bound));
  return i < 0 ? '' : `number ${i}: ${want[i]} in PyTorch, ${got[i]} here`;
}

/**
 * @param {Record<string, Numbers>} want @param {string[]} normal @param {Trace} got
 */
function parameters(want, normal, got) {
  const wrong = [];
  const names = Object.keys(want);
  if (`${names}` !== `${got.parameters.map((p) => p.name)}`) wrong.push(`parameters ${got.parameters.map((p) => p.name)}, not ${names}`);
  for (const p of got.parameters) {
    const [sum, ...first] = want[p.name] ?? [];
    const size = p.shape.reduce((n, s) => n * s, 1);
    // float32 takes 9 digits: uniform draws must agree to the last bit.
    const exact = normal.includes(p.name) ? '' : first.findIndex((x, k) => Math.fround(x ?? NaN) !== p.first[k]) >= 0 ? `${first} in PyTorch, ${p.first.slice(0, 4)} here` : '';
    const what = exact || differ(first, p.first, 1e-6) || (near(sum, p.sum, 1e-6 * Math.sqrt(size) + 1e-8 * Math.abs(sum ?? 0)) ? '' : `sum ${sum} in PyTorch, ${p.sum} here`);
    if (what) wrong.push(`parameter ${p.name}: ${what}`);
  }
  return wrong;
}

/**
 * What a run says otherwise than PyTorch, a line for each difference.
 * @param {Run} want @param {Trace} got
 */
function differences(want, got) {
  const wrong = [];
  const error = got.error && `${got.error.type}: ${got.error.message}`;
  if (error !== want.error) wrong.push(`error ${error}, not ${want.error}`);
  if (got.without_kernel.length) wrong.push(`no kernel: ${got.without_kernel}`);
  if (got.modules.length !== want.modules.length) wrong.push(`${got.modules.length} module calls, not ${want.modules.length}`);
  for (const [i, m] of got.modules.entries()) {
    const [big, own, mean, std, ...first] = want.modules[i] ?? [];
    if (big === undefined) continue;
    const bound = allowed(i, own) * (big ?? 1);
    const what = differ(first, m.first, bound) || differ([mean, std], [m.mean, m.std], bound);
    if (what) wrong.push(`${m.path} (${m.type}, call ${i}): ${what}, largest ${big}`);
  }
  if (want.error) return wrong;
  if (got.values.length !== want.out.length) wrong.push(`${got.values.length} outputs, not ${want.out.length}`);
  for (const [i, v] of got.values.entries()) {
    if (!want.out[i]) continue;
    const [shape, dtype, big, sum, absSum, first, last] = want.out[i];
    const bound = allowed(want.modules.length, want.modules.at(-1)?.[1]) * (big ?? 1);
    const all = bound * Math.sqrt(shape.reduce((n, s) => n * s, 1)) + 1e-6 * (absSum ?? 0);
    const what = `${v.shape} ${v.dtype}` !== `${shape} ${dtype}` ? `${v.shape} ${v.dtype}, not ${shape} ${dtype}` : differ(first, v.first, bound) || differ(last, v.last.slice(-last.length), bound) || differ([sum, absSum], [v.sum, v.abs_sum], all);
    if (what) wrong.push(`output ${i}: ${what}, largest ${big}`);
  }
  return wrong;
}

for (const build of BUILDS) {
  test(`programs compute what PyTorch computes, ${build} build`, async (t) => {
    const core = await coreOf(build);
    assert.ok(Object.keys(goldens).length >= 50);
    for (const [name, expected] of Object.entries(goldens)) {
      await t.test(name, () => {
        const source = readFileSync(golden(`programs/${name}`), 'utf8');
        for (const want of expected.runs) {
          /** @type {Trace} */
          const got = JSON.parse(core.run(source, expected.model ?? '', expected.input.join(';'), want.eval, want.fill, want.seed));
          const how = `seed ${want.seed}, ${want.fill}, ${want.eval ? 'eval' : 'train'}`;
          const drawn = want.parameters === null ? [] : parameters(expected.parameters[want.parameters], expected.normal, got);
          assert.deepEqual([...drawn, ...differences(want, got)].slice(0, 12), [], how);
          assert.deepEqual(got.printed.split('\n'), want.printed.split('\n'), `${how}: printed`);
        }
      });
    }
  });
}
