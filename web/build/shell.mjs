// Other programs: finding them and running them.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Sorry } from './say.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The path of a program, or null.
 * @param {string} name
 */
export function find(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {}
  }
  return null;
}

/**
 * What a program prints, or null where it does not start or fails.
 * @param {string} program @param {string[]} args
 */
export function ask(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout.trim() : null;
}

/**
 * Is version `text` (its first dotted number) at least `least`?
 * @param {string | null} text @param {string} least
 */
export function atLeast(text, least) {
  const have = text?.match(/\d+(\.\d+)+/)?.[0].split('.').map(Number);
  if (!have) return false;
  for (const [i, want] of least.split('.').map(Number).entries()) {
    if ((have[i] ?? 0) !== want) return (have[i] ?? 0) > want;
  }
  return true;
}

/**
 * Runs a program quietly; where it fails, the end of what it printed becomes the message.
 * @param {string} program @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string, onLine?: (line: string) => void }} [options]
 * @returns {Promise<string>} all that it printed
 */
export function run(program, args, { env = {}, cwd = ROOT, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let all = '';
    let line = '';
    /** @param {string} chunk */
    const take = (chunk) => {
      all += chunk;
      if (!onLine) return;
      const lines = (line + chunk).split('\n');
      line = /** @type {string} */ (lines.pop());
      lines.forEach(onLine);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => reject(new Sorry(`${program} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(all);
      else reject(new Sorry(`${all.slice(-6000)}\nfailed (${signal ?? `exit ${code}`}): ${[program, ...args].join(' ')}`));
    });
  });
}
