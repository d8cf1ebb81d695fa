// What a visitor downloads before anything is shown, in brotli's bytes: printed, and held.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';

import { ROOT } from '../../web/build/shell.mjs';

const KB = 1024;
const DIST = join(ROOT, 'dist');

/** @param {string} name */
const brotli = (name) =>
  brotliCompressSync(readFileSync(join(DIST, name)), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

/**
 * A module and all that it imports statically; what it imports dynamically is fetched later, if ever.
 * @param {string} name @param {Set<string>} [seen]
 */
function withImports(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  const source = readFileSync(join(DIST, name), 'utf8');
  for (const [, path] of source.matchAll(/\b(?:import|from)\s*["'](\.[^"']+\.js)["']/g)) {
    withImports(posix.join(posix.dirname(name), path), seen);
  }
  return seen;
}

/**
 * @param {import('node:test').TestContext} t
 * @param {string} what @param {number} limit in KB @param {Iterable<string>} names
 */
function hold(t, what, limit, names) {
  const each = [...names].map((name) => ({ name, size: brotli(name) }));
  const sum = each.reduce((total, { size }) => total + size, 0);
  const list = each.map(({ name, size }) => `${name} ${(size / KB).toFixed(1)}`).join(', ');
  t.diagnostic(`${what}: ${(sum / KB).toFixed(1)} of ${limit} KB (${list})`);
  assert.ok(sum <= limit * KB, `${what}: ${sum} bytes, more than ${limit} KB`);
}

// What a first visit waits for: the grammar's tables and the parser alone take 78 KB of it. What the page's first answers
// (FIRST in web/build/split.mjs) do not call is in the second file.
test('the core, first part', (t) => hold(t, 'wasm', 200, ['core.wasm']));

test('the core, second part, which is fetched when the first answer is there', (t) =>
  hold(t, 'deferred wasm', 400, ['core.deferred.wasm']));

test('libraries that are written in Python: PyTorch’s and Python’s own, which come with it', (t) =>
  hold(t, 'libraries', 64, ['libraries.json']));
test('others’, for programs that import them', (t) => hold(t, 'others’ libraries', 32, ['libraries.others.json']));
test('the same with relaxed SIMD', (t) => hold(t, 'relaxed wasm', 400, ['core.deferred.relaxed.wasm']));

test('its glue', (t) => hold(t, 'glue', 12, ['core.js']));

test('the page before the editor', (t) => {
  const modules = new Set([...withImports('app.js'), ...withImports('engine/worker.js')]);
  modules.delete('core.js'); // counted above
  const linked = readFileSync(join(DIST, 'index.html'), 'utf8').matchAll(/rel="stylesheet" href="([^"]+)"/g);
  hold(t, 'page', 40, [...modules, ...[...linked].map(([, name = '']) => name)]);
});

test('the numbers, fetched when they are asked for', (t) => {
  hold(t, 'numbers', 24, [...withImports('numbers.js'), 'engine/runner-worker.js', 'styles/numbers.css']);
});
