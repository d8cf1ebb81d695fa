// The core's two files: the page's first answers need the first alone, the rest comes by itself, and its lack is said.

import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { ROOT } from '../../web/build/shell.mjs';
import { FIRST } from '../../web/build/split.mjs';

const RARE = 'import torch\ny = torch.einsum("bij,bjk->bik", torch.zeros(2, 3, 4), torch.zeros(2, 4, 5))\nprint(y.shape)';

/** The second file; this Node takes one of them. */
const RESTS = ['core.deferred.wasm', 'core.deferred.relaxed.wasm'];

/** @type {string} */
let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'core-'));
  copyFileSync(join(ROOT, 'dist/core.js'), join(folder, 'core.mjs'));
  copyFileSync(join(ROOT, 'dist/core.wasm'), join(folder, 'core.wasm'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** A core of its own, from a folder that lacks the second file. @returns {Promise<any>} */
const fresh = async () => (await import(pathToFileURL(join(folder, 'core.mjs')).href)).default();

test("the page's first answers need the first file alone", async () => {
  const core = await fresh();
  for (const name of FIRST) {
    const program = readFileSync(join(ROOT, name), 'utf8');
    assert.doesNotThrow(() => core.trace(program, '', '', false, true, false), name);
    assert.doesNotThrow(() => core.solve(program, '', false), name);
  }
});

test('in two files it says what it says in one, from the first program on', async () => {
  const wasm = new WebAssembly.Module(readFileSync(join(ROOT, 'build/wasm/core.wasm')));
  const { default: create } = await import(pathToFileURL(join(ROOT, 'dist/core.js')).href);
  const undivided = await create({
    instantiateWasm(/** @type {WebAssembly.Imports} */ imports, /** @type {(instance: WebAssembly.Instance) => void} */ done) {
      const instance = new WebAssembly.Instance(wasm, imports);
      done(instance);
      return instance.exports;
    },
  });
  for (const of of ['web/examples', 'web/build/first', 'tests/goldens/programs']) {
    for (const name of readdirSync(join(ROOT, of)).filter((name) => name.endsWith('.py'))) {
      const program = readFileSync(join(ROOT, of, name), 'utf8');
      // A core that has run nothing: once the second file is there, whatever the first one lacks is not missed.
      const divided = await create();
      assert.equal(divided.trace(program, '', '', false, true), undivided.trace(program, '', '', false, true), name);
    }
  }
});

test('what is not in it fails with a word, not in silence', async () => {
  const core = await fresh();
  assert.throws(() => core.trace(RARE, '', '', false, true, false), /core\.deferred\.(relaxed\.)?wasm/);
  await assert.rejects(core.whole(), /core\.deferred\.(relaxed\.)?wasm/);
});

test('the second file comes by itself at the first call of something in it, or when all is asked for', async () => {
  for (const name of RESTS) copyFileSync(join(ROOT, 'dist', name), join(folder, name));
  const called = await fresh();
  assert.equal(JSON.parse(called.trace(RARE, '', '', false, true)).printed, 'torch.Size([2, 3, 5])\n');
  const asked = await fresh();
  await asked.whole();
  for (const name of RESTS) rmSync(join(folder, name));
  assert.equal(JSON.parse(asked.trace(RARE, '', '', false, true)).printed, 'torch.Size([2, 3, 5])\n');
  // Also what the glue took hold of before.
  assert.equal(JSON.parse(asked.evaluate('x.sum(0)', '2,3', 'ones', 0)).values[0].sum, 6);
});

test('libraries that are written in Python lie in files of their own, read when a program imports one', async () => {
  const program = 'import torch\nimport numpy as np\nprint(torch.from_numpy(np.ones((2, 4))).shape)';
  for (const name of RESTS) copyFileSync(join(ROOT, 'dist', name), join(folder, name));
  const without = await fresh();
  await without.whole();
  assert.match(JSON.parse(without.trace(program, '', '', false, true)).notes[0].text, /^`numpy` is not known here/);
  const shelves = ['libraries.json', 'libraries.others.json'];
  for (const name of shelves) copyFileSync(join(ROOT, 'dist', name), join(folder, name));
  assert.equal(JSON.parse(without.trace(program, '', '', false, true)).printed, 'torch.Size([2, 4])\n', 'it asks again');
  for (const name of shelves) rmSync(join(folder, name));
  assert.equal(JSON.parse(without.trace(program, '', '', false, true)).printed, 'torch.Size([2, 4])\n', 'once is enough');
});
