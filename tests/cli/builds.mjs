// The core with each of its second files, whichever of them this Node would take by itself.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

import { ROOT } from '../../web/build/shell.mjs';

const FILES = { plain: 'core.deferred.wasm', relaxed: 'core.deferred.relaxed.wasm' };

/** @typedef {keyof typeof FILES} Build */
export const BUILDS = /** @type {Build[]} */ (Object.keys(FILES));

/**
 * @param {Build} build
 * @returns {Promise<import('../../web/core.d.ts').Core>}
 */
export async function coreOf(build) {
  // Node 20 has relaxed SIMD only when told; later ones do not know the word any more.
  if (build === 'relaxed' && process.version.startsWith('v20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const folder = mkdtempSync(join(tmpdir(), 'core-'));
  const put = (/** @type {string} */ from, /** @type {string} */ to) => copyFileSync(join(ROOT, 'dist', from), join(folder, to));
  try {
    put('core.js', 'core.mjs');
    put('core.wasm', 'core.wasm');
    put('libraries.json', 'libraries.json');
    for (const name of Object.values(FILES)) put(FILES[build], name);
    const core = await (await import(pathToFileURL(join(folder, 'core.mjs')).href)).default();
    await core.whole();
    return core;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
