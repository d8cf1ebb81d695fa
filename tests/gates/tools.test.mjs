// What other programs say of the sources: clang-format, the TypeScript checker, and the printer of core.d.ts.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { operations } from '../../web/build/operations.mjs';
import { ROOT } from '../../web/build/shell.mjs';
import { clangFormat } from '../../web/build/system.mjs';
import { text } from './files.mjs';

/** @param {string} program @param {string[]} args */
function output(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
  return { ok: status === 0, stdout, said: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
}

const format = { skip: clangFormat() ? false : 'this system has no clang-format 14, and others judge differently' };

test('the C++ is formatted (npm run format does it)', format, () => {
  const { ok, said } = output(process.execPath, ['web/build/format.mjs', '--check']);
  assert.ok(ok, said);
});

test('the JavaScript type-checks', () => {
  const { ok, said } = output(join(ROOT, 'node_modules/.bin/tsc'), ['-p', '.']);
  assert.ok(ok, said);
});

test('web/operations.json is what the rows and the goldens say (npm run operations renews it)', async () => {
  assert.equal(text('web/operations.json'), await operations());
});

test('web/core.d.ts is what the core prints (npm run dts renews it)', () => {
  const { ok, stdout, said } = output(join(ROOT, 'build/native/print_dts'), []);
  assert.ok(ok, said);
  assert.equal(text('web/core.d.ts'), stdout);
});
