// Every program of tests/goldens/programs against what PyTorch 2.6 makes of it (tests/goldens/generate.py).

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { core, golden } from './core.mjs';

/** @typedef {import('../../web/core.d.ts').Trace} Trace */
/** @typedef {{ type: string, path: string | null, in: number[][], out: number[][], params: number, made: number | null }} Call */
/** @typedef {{ model: string | null, input: string[], eval: boolean, modules: Call[], lines: Record<string, number[][]>, output: number[][], params: number, printed: string, error: null | { type: string, message: string, line: number | null } }} Golden */

/** @type {Record<string, Golden>} */
const goldens = JSON.parse(readFileSync(golden('traces.json'), 'utf8'));

const shapes = (/** @type {number[][]} */ all) => all.map((s) => `[${s.join(', ')}]`).join(' ') || 'no tensor';

/**
 * The trace as lines of text, in which a difference reads well. What PyTorch does not say is left out of both.
 * @param {Trace} got @param {Golden} expected
 */
function told(got, expected) {
  const calls = got.modules.map((m, i) => {
    const like = expected.modules[i];
    const path = like && like.path === null ? '' : ` at '${m.path}'`;
    const made = like && like.made === null ? '' : `, made on line ${m.made_line}`;
    return `${m.type}${path}: ${shapes(m.in)} → ${shapes(m.out)}, ${m.params} parameters${made}`;
  });
  const error = got.error && (!expected.error || expected.error.line ? got.error : { ...got.error, line: 0 });
  return [...calls, `output ${shapes(got.error ? [] : got.output)}`, `${got.params} parameters`, ...problem(error), ...printed(got.printed)];
}

/** @param {{ type: string, message: string, line: number | null } | null} e */
const problem = (e) => (e ? [`${e.type} on line ${e.line || '?'}: ${e.message}`] : ['no error']);
const printed = (/** @type {string} */ text) => text.split('\n').map((line) => `printed: ${line}`);

/** @param {Golden} expected */
function wanted(expected) {
  const calls = expected.modules.map((m) => {
    const path = m.path === null ? '' : ` at '${m.path}'`;
    const made = m.made === null ? '' : `, made on line ${m.made}`;
    return `${m.type}${path}: ${shapes(m.in)} → ${shapes(m.out)}, ${m.params} parameters${made}`;
  });
  return [...calls, `output ${shapes(expected.output)}`, `${expected.params} parameters`, ...problem(expected.error), ...printed(expected.printed)];
}

/**
 * The last shapes that each line makes out of a tensor.
 * @param {Trace} got
 */
function byLine(got) {
  /** @type {Record<string, number[][]>} */
  const lines = {};
  for (const step of got.steps) if (step.line && step.in.length) lines[step.line] = step.out;
  return lines;
}

test('there is a golden for every program, and a program for every golden', () => {
  const programs = readdirSync(golden('programs')).sort();
  assert.deepEqual(programs, Object.keys(goldens).sort(), 'run tests/goldens/generate.py');
  assert.ok(programs.length >= 60);
});

test('programs', async (t) => {
  const { trace } = await core();
  for (const [name, expected] of Object.entries(goldens)) {
    await t.test(name, () => {
      const source = readFileSync(golden(`programs/${name}`), 'utf8');
      const got = trace(source, expected.model ?? '', expected.input, expected.eval);
      assert.deepEqual(told(got, expected), wanted(expected));
      assert.deepEqual(byLine(got), expected.lines, 'the last shapes of each line');
      assert.equal(got.input_source, expected.model ? 'given' : 'program');
    });
  }
});
