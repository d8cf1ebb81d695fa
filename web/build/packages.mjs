// The npm packages of the lock file, installed once for each state of it.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT, run } from './shell.mjs';

const STAMP = join(ROOT, 'node_modules/.shapewalk');

/** @returns {import('./say.mjs').Step[]} */
export function packageSteps() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const state = createHash('sha256').update(lock).update(`${process.platform} ${process.arch}`).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === state) return [];
  const install = async () => {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
    writeFileSync(STAMP, state);
  };
  return [{ what: 'npm packages of the lock file', seconds: 8, run: install }];
}
