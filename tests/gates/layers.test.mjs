// The house's arrows point down only, and the core keeps to itself: what may include what, and what no file may use.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bareCpp, files, text } from './files.mjs';

/** @type {Record<string, string[]>} a folder of core/ and those below it that it may see */
const BELOW = {
  shape: [],
  kernels: ['shape'],
  ops: ['kernels', 'shape'],
  python: ['shape'],
  weights: ['shape'],
  torch: ['ops', 'kernels', 'python', 'shape'],
  trace: ['torch', 'ops', 'kernels', 'python', 'shape'],
  solve: ['trace', 'torch', 'ops', 'python', 'shape'],
  run: ['trace', 'torch', 'ops', 'kernels', 'python', 'weights', 'shape'],
  gpu: ['run', 'trace', 'torch', 'ops', 'kernels', 'python', 'weights', 'shape'],
  api: ['gpu', 'run', 'solve', 'trace', 'torch', 'ops', 'python', 'weights', 'shape'],
};

/** @type {[RegExp, string][]} */
const NEVER = [
  [/#\s*include\s*<(iostream|ostream|fstream|cstdio|stdio\.h|print|filesystem)>/, 'the core reads and prints nothing'],
  [/#\s*include\s*<(chrono|ctime|time\.h)>/, 'the core knows no clock'],
  [/\b(abort|exit|terminate|assert)\s*\(/, 'problems are values: nothing ends the program'],
  [/\b\w*printf\s*\(/, 'the core prints nothing'],
  [/\bthrow\b/, 'problems are values: nothing is thrown'],
];

const cpp = files('core', /\.(cpp|h|inc)$/);

/** @param {string} path the folder of a file of core/, or the file itself where it lies at the top */
const part = (path) => path.split('/')[1];

/**
 * @param {string} from @param {string} include
 * @returns {string | null} what is wrong with it
 */
function wrong(from, include) {
  if (include.startsWith('.') || !files('core', /\.(h|inc)$/).includes(`core/${include}`)) {
    return 'includes are written from core/, as "shape/dim.h"';
  }
  const here = part(from);
  const there = include.includes('/') ? include.split('/')[0] : include;
  if (here === 'wasm.cpp') return there === 'api.h' ? null : 'wasm.cpp sees api.h only';
  if (/^api\b/.test(here) || here === there) return null;
  const below = BELOW[here];
  if (!below) return `${here} has no place in the picture: give it one in this test and in the README`;
  return below.includes(there) ? null : `${here} may include ${below.join(', ') || 'nothing'} only`;
}

test('includes point down', () => {
  const found = cpp.flatMap((path) =>
    [...text(path).matchAll(/^\s*#\s*include\s*"([^"]+)"/gm)].flatMap(([, include]) => {
      const problem = wrong(path, include);
      return problem ? [`${path}: "${include}": ${problem}`] : [];
    }),
  );
  assert.deepEqual(found, []);
});

test('the core uses no files, clocks, output, aborts or exceptions', () => {
  const found = cpp.flatMap((path) =>
    bareCpp(text(path))
      .split('\n')
      .flatMap((line, i) =>
        NEVER.filter(([pattern]) => pattern.test(line)).map(([, why]) => `${path}:${i + 1}: ${line.trim()}: ${why}`),
      ),
  );
  assert.deepEqual(found, []);
});

test('every folder of core/ has its place in the picture', () => {
  const folders = new Set(cpp.filter((path) => path.split('/').length > 2).map(part));
  assert.deepEqual([...folders].filter((name) => !(name in BELOW)), []);
});

test('the boundary is thin: wasm.cpp is under 60 lines', () => {
  assert.ok(text('core/wasm.cpp').split('\n').length <= 60);
});
