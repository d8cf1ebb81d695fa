// Compiling with CMake and Ninja, with Ninja's own count as the measure of what is left.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { emscripten } from './emscripten.mjs';
import { alone } from './lock.mjs';
import { Sorry } from './say.mjs';
import { ROOT, run } from './shell.mjs';

// Seconds from nothing on two cores.
const SECONDS = { native: 100, 'native-debug': 200, wasm: 75, fuzz: 300 };

/**
 * @param {keyof typeof SECONDS} preset
 * @param {string} what
 * @param {string} [target] one that is not built otherwise
 * @returns {import('./say.mjs').Step}
 */
export function compileStep(preset, what, target) {
  const folder = join(ROOT, 'build', preset);
  const fresh = !existsSync(join(folder, '.ninja_log'));
  return {
    what,
    seconds: fresh ? SECONDS[preset] : 2,
    run: (progress) => alone(join(ROOT, 'build', `${preset}.lock`), () => compile(preset, folder, progress, target)),
  };
}

/** @param {string} preset @param {string} folder @param {(fraction: number) => void} progress @param {string} [target] */
async function compile(preset, folder, progress, target) {
  /** @type {Record<string, string>} */
  let env = { NINJA_STATUS: '[%f/%t] ' };
  let toolchain = '';
  if (preset === 'wasm') {
    const found = emscripten();
    if (!found) throw new Sorry('There is no Emscripten to compile with.');
    env = { ...env, ...found.env, EMSCRIPTEN: found.root };
    toolchain = found.root;
  }
  if (!configured(folder, toolchain)) {
    mkdirSync(folder, { recursive: true });
    await run('cmake', ['--fresh', '--preset', preset], { env });
  }
  await run('cmake', ['--build', '--preset', preset, ...(target ? ['--target', target] : [])], {
    env,
    onLine: (line) => {
      const [, done, all] = line.match(/^\[(\d+)\/(\d+)\]/) ?? [];
      if (all) progress(Number(done) / Number(all));
    },
  });
}

/**
 * Is the build folder one of this checkout's place and of this toolchain?
 * @param {string} folder @param {string} toolchain
 */
function configured(folder, toolchain) {
  if (!existsSync(join(folder, 'build.ninja'))) return false;
  const cache = readFileSync(join(folder, 'CMakeCache.txt'), 'utf8');
  return cache.includes(`CMAKE_HOME_DIRECTORY:INTERNAL=${ROOT.replace(/\/$/, '')}\n`) && cache.includes(toolchain);
}
