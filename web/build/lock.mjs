// One at a time: a lock that two runs of the commands share, and that a killed run does not leave behind.

import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { say } from './say.mjs';

const MINUTES = 30;

/**
 * Runs `body` while no other process that uses the same `file` does.
 * @param {string} file @param {() => Promise<void>} body
 */
export async function alone(file, body) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; !take(file); waited = true) {
    if (!waited) say('    waiting for another run of this command that is at the same');
    await sleep(500);
  }
  try {
    await body();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file @returns {boolean} */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    if (holderLives(file)) return false;
    rmSync(file, { force: true });
    return take(file);
  }
}

/** @param {string} file */
function holderLives(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    // Also where the number is not written yet; but numbers come round, and no holder takes this long.
    return Date.now() - statSync(file).mtimeMs < MINUTES * 60_000;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
