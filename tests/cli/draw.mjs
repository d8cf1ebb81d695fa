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

/** What a row is called by: nn.ReLU, F.relu, .relu. @param {Operation} row */
export const namesOf = ({ module, functions }) =>
  [...`${module}|${functions}`.matchAll(/[\w.]+(?=[|(])/g)].map(([name]) => name.replace(/^Tensor(?=\.)/, ''));

/** Whether a row is what this code calls, by one of its names; .T stands without a call. @param {Operation} row @param {string} code */
export function spelled(row, code) {
  return namesOf(row).some((name) => {
    const at = code.indexOf(`${name}(`);
    if (name.startsWith('.')) return at >= 0 || new RegExp(`\\${name}(?![\\w(])`).test(code);
    return at >= 0 && !/[\w.]/.test(code[at - 1] ?? ' ');
  });
}

/** Calls of a row's functions with nothing but tensors, for a row that no known call has. @param {Operation} row */
export const calls = ({ functions }) =>
  [...functions.matchAll(/^([\w.]+)[^(]*\((.*)\)$/gm)].flatMap(([, name, list = '']) => {
    const count = [...list.matchAll(/Tensor\??(?:\|\w+)* \w+(?!\w*=)/g)].length;
    const args = ['', '.long()', ' > 0'].map((how) => [...'xyz'].slice(0, count).map((x) => x + how).join(', '));
    const input = Array(count).fill('2,3').join(';');
    return args.map((given) => ({ code: `${name}(${given})`, input }));
  });

/** Sizes stay small, so that hundreds are computed in a second. */
const LARGEST = 24;
const WHOLE = /(?<![\w.'])\d+(?![\w.'])/g;
const FLOAT = /(?<![\w.'])\d+\.\d+(?:e-?\d+)?(?![\w.'])/g;
const FLAG = /\b(?:True|False)\b/g;
const WORD = /'[^']*'/g;
const FLOATS = ['0.1', '0.25', '0.5', '0.9', '1.0', '1.5', '2.0', '3.0', '-0.5', '1e-3'];

/**
 * Which words each argument takes, as known calls have them: reduction='sum'.
 * @param {{code: string}[]} known @returns {Map<string, string[]>}
 */
export function wordsOf(known) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  for (const { code } of known)
    for (const [, name = '', word = ''] of code.matchAll(/(\w+)=('[^']*')/g)) found.set(name, (found.get(name) ?? new Set()).add(word));
  return new Map([...found].map(([name, all]) => [name, [...all]]));
}

/** The settings that a row's schemas leave to a default: kind and name. @param {Operation} row */
function settings({ module, functions }) {
  return [...`${module}\n${functions}`.matchAll(/[,(] *(?:\*, *)?(\w+)[?\[\]\d]*(?:\|[\w?]+)* (\w+)=/g)].map(([, kind = '', name = '']) => ({ kind, name })).filter(({ name }) => name !== 'from');
}

/** Where the first call of one of the row's names ends: at its closing bracket. @param {Operation} row @param {string} code */
function endOfCall(row, code) {
  const at = Math.min(...namesOf(row).map((name) => code.indexOf(`${name}(`)).filter((place) => place >= 0));
  for (let i = code.indexOf('(', at), depth = 0; i >= 0 && i < code.length; i++) {
    depth += Number('(['.includes(code[i] ?? '')) - Number(')]'.includes(code[i] ?? ''));
    if (depth === 0) return i;
  }
  return -1;
}

/** Another one in the place of one match. @param {Chance} c @param {string} text @param {RegExp} what @param {(old: string) => string} other */
function replaced(c, text, what, other) {
  const places = [...text.matchAll(what)];
  const place = places[c.int(0, places.length - 1)];
  return place ? text.slice(0, place.index) + other(place[0]) + text.slice(place.index + place[0].length) : text;
}

/**
 * A case with other settings: one that its row's schema has is added, or one that it has becomes another.
 * @template {{code: string, input: string}} T @param {Chance} c @param {Operation} row @param {Map<string, string[]>} words @param {T} made @returns {T}
 */
export function set(c, row, words, made) {
  const { code } = made;
  const all = settings(row).filter(({ name }) => !code.includes(`${name}=`));
  const { kind = '', name = '' } = all[c.int(0, all.length - 1)] ?? {};
  const value = { bool: c.yes(), int: String(c.int(-2, 3)), float: c.of(...FLOATS), Scalar: c.of(...FLOATS), str: c.of(...(words.get(name) ?? [])) }[kind];
  const end = endOfCall(row, code);
  if (value && end >= 0 && c.int(0, 1)) {
    const comma = '(,'.includes(code.slice(0, end).trimEnd().at(-1) ?? '') ? '' : ', ';
    return { ...made, code: `${code.slice(0, end)}${comma}${name}=${value}${code.slice(end)}` };
  }
  const swap = [
    () => replaced(c, code, FLAG, (old) => (old === 'True' ? 'False' : 'True')),
    () => replaced(c, code, FLOAT, () => c.of(...FLOATS)),
    () => replaced(c, code, WORD, (old) => c.of(...([...words.values()].find((list) => list.includes(old)) ?? [old]))),
  ];
  return { ...made, code: swap[c.int(0, 2)]?.() ?? code };
}

/** A case with an axis more, or one less, at the front of each input or of one. @template {{input: string}} T @param {Chance} c @param {T} made @returns {T} */
export function otherRank(c, made) {
  const more = c.int(0, 1) === 0;
  const one = c.int(-2, 2);
  const size = c.int(1, 4);
  const input = made.input.split(';').map((shape, i) => {
    if (one >= 0 && one !== i) return shape;
    const sizes = shape === '()' ? [] : shape.split(',');
    return (more ? [size, ...sizes] : sizes.slice(1)).join(',') || '()';
  });
  return { ...made, input: input.join(';') };
}

/**
 * A case with other sizes: each whole number becomes another one, either everywhere, or in one place alone. Many such
 * cases are wrong; most fit again.
 * @template {{code: string, input: string}} T @param {Chance} c @param {T | undefined} seed @returns {T}
 */
export function varied(c, seed) {
  if (!seed) throw new Error('a row without a known call');
  let both = `${seed.code}\t${seed.input}`;
  for (let turns = c.int(1, 3); turns > 0; turns--) {
    const places = [...both.matchAll(WHOLE)];
    const place = places[c.int(0, places.length - 1)];
    if (!place) break;
    const old = Number(place[0]);
    const to = String(c.int(0, 2) ? Math.max(old + c.int(-2, 3), 0) : c.int(1, Math.max(LARGEST, old)));
    const everywhere = c.int(0, 1) === 0;
    const here = (/** @type {number} */ at) => everywhere || at === place.index;
    both = both.replaceAll(WHOLE, (digits, at) => (digits === place[0] && here(at) ? to : digits));
  }
  const [code = '', input = ''] = both.split('\t');
  return { ...seed, code, input };
}
