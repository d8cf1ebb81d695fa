// Thousands of random expressions against PyTorch 2.6 (tests/goldens/generate_cases.py), through `shapewalk cases`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { golden, goldenText } from './core.mjs';
import { shapewalk } from './run.mjs';

/** @type {Record<string, string>} an expression and its inputs, and why PyTorch's answer is not matched */
const known = JSON.parse(goldenText('known_differences.json'));

/** What is the same case on every drawing: the expression with its inputs. */
const key = (/** @type {string} */ line) => {
  const { code, in: input } = JSON.parse(line);
  return `${code}   in ${JSON.stringify(input)}`;
};

test('random cases agree with PyTorch, but for the known differences', () => {
  const lines = goldenText('cases.jsonl').trim().split('\n');
  const { out, code, ms } = shapewalk(['cases', golden('cases.jsonl'), '--failures', String(lines.length)]);
  const failed = [...out.matchAll(/^line (\d+): /gm)].map(([, n]) => key(lines[Number(n) - 1]));
  console.log(`${out.trim().split('\n').at(-1)} in ${ms} ms`);

  const fresh = out.split(/^(?=line \d+: )/m).filter((part) => /^line \d+: /.test(part) && !(key(lines[parseInt(part.slice(5)) - 1]) in known));
  assert.equal(fresh.slice(0, 20).join(''), '', `${fresh.length} new differences`);
  assert.deepEqual(Object.keys(known).filter((name) => !failed.includes(name)), [], 'known differences that agree now: take them off the list');
  assert.match(out, new RegExp(`^${lines.length - failed.length} passed, ${failed.length} failed\n$`, 'm'));
  assert.equal(code, failed.length ? 1 : 0);
});

test('about as many cases go wrong as go right, and most operations occur', () => {
  const cases = goldenText('cases.jsonl').trim().split('\n').map((line) => JSON.parse(line));
  const wrong = cases.filter((c) => c.error).length;
  assert.ok(cases.length > 3500 && wrong > cases.length * 0.35 && wrong < cases.length * 0.65, `${wrong} of ${cases.length}`);
});

test('every known difference has a reason', () => {
  for (const [name, reason] of Object.entries(known)) assert.ok(reason.length > 15, name);
});
