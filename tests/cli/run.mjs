// `node web/cli.js` as a process.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from '../../web/build/shell.mjs';

const folder = mkdtempSync(join(tmpdir(), 'shapewalk-cli-'));
let files = 0;

/**
 * A file with this text; its path.
 * @param {string | Uint8Array} text @param {string} name
 */
export function file(text, name = `program${files++}.py`) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/**
 * @param {string[]} args @param {string | Uint8Array} input standard input
 */
export function shapewalk(args, input = '') {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(ROOT, 'web/cli.js'), ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 60_000, // generous: what hangs must fail, what is slow must not
  });
  if (error) throw error;
  return { code: status, out: stdout, err: stderr, ms: Math.round(performance.now() - started) };
}

/**
 * `shapewalk trace --json` of a program given as text.
 * @param {string | Uint8Array} source @param {string[]} args
 */
export function traced(source, ...args) {
  const run = shapewalk(['trace', '-', '--json', ...args], source);
  /** @type {import('../../web/core.d.ts').Trace} */
  const trace = JSON.parse(run.out);
  return { ...run, trace };
}
