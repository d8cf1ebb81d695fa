// Random cases of a row: calls that are known to be right, with other sizes and settings.

/** @import {Operation} from '../../web/core.js' */

/** Draws that are the same in every run. @param {string} name */
export function chance(name) {
  let state = [...name].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
  const int = (/** @type {number} */ least, /** @type {number} */ most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return least + Math.floor((state / 2 ** 32) * (most - least + 1));
  };
  const of = (/** @type {(string | undefined)[]} */ ...all) => all[int(0, all.length - 1)] ?? '';
  return { int, of, yes: () => of('True', 'False') };
}

/** @typedef {ReturnType<typeof chance>} Chance */

/** Whether a row is what this code calls, by one of its names. @param {Operation} row @param {string} code */
export function spelled({ module, functions }, code) {
  const names = [...`${module}|${functions}`.matchAll(/[\w.]+(?=[|(])/g)].map(([name]) => name.replace(/^Tensor(?=\.)/, ''));
  return names.some((name) => {
    const at = code.indexOf(`${name}(`);
    return at >= 0 && (name.startsWith('.') || !/[\w.]/.test(code[at - 1] ?? ' '));
  });
}

/** Sizes stay small, so that hundreds are computed in a second. */
const LARGEST = 24;

/**
 * A case with other sizes: each whole number becomes another one, either everywhere, or in one place alone. Many such
 * cases are wrong; most fit again.
 * @template {{code: string, input: string}} T @param {Chance} c @param {T | undefined} seed @returns {T}
 */
export function varied(c, seed) {
  if (!seed) throw new Error('a row without a known call');
  let both = `${seed.code}\t${seed.input}`;
  for (let turns = c.int(1, 3); turns > 0; turns--) {
    const places = [...both.matchAll(/(?<![\w.'])\d+(?![\w.'])/g)];
    const place = places[c.int(0, places.length - 1)];
    if (!place) break;
    const old = Number(place[0]);
    const to = String(c.int(0, 2) ? Math.max(old + c.int(-2, 3), 0) : c.int(1, Math.max(LARGEST, old)));
    const everywhere = c.int(0, 1) === 0;
    const here = (/** @type {number} */ at) => everywhere || at === place.index;
    both = both.replaceAll(/(?<![\w.'])\d+(?![\w.'])/g, (digits, at) => (digits === place[0] && here(at) ? to : digits));
  }
  const [code = '', input = ''] = both.split('\t');
  return { ...seed, code, input };
}
