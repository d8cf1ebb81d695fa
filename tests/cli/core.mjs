// The core as Node loads it, with its JSON parsed; and where the goldens lie.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ROOT } from '../../web/build/shell.mjs';

/** @typedef {import('../../web/core.d.ts').Trace} Trace */
/** @typedef {import('../../web/core.d.ts').Backwards} Backwards */

/** @param {string} name */
export const golden = (name) => join(ROOT, 'tests/goldens', name);

export const goldenText = (/** @type {string} */ name) => readFileSync(golden(name), 'utf8');

/** The core that `npm run build` made. */
export async function core() {
  const { default: create } = await import(pathToFileURL(join(ROOT, 'dist/core.js')).href);
  /** @type {import('../../web/core.d.ts').Core} */
  const raw = await create();
  return {
    raw,
    /**
     * @param {string} source @param {string} model @param {string[]} input @param {boolean} evaluation @param {boolean} diagnose
     * @returns {Trace}
     */
    trace: (source, model = '', input = [], evaluation = false, diagnose = false) =>
      JSON.parse(raw.trace(source, model, input.join(';'), evaluation, diagnose, false)),
    /**
     * @param {string} source @param {string} model @param {string[]} input @param {boolean} evaluation @param {string} fill @param {number} seed
     * @returns {Trace}
     */
    run: (source, model, input, evaluation, fill, seed) => JSON.parse(raw.run(source, model, input.join(';'), evaluation, fill, seed)),
    /** @param {string} source @param {string} model @returns {Backwards} */
    solve: (source, model = '') => JSON.parse(raw.solve(source, model, false)),
  };
}
