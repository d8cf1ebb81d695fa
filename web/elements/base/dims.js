// Shapes in their colours. A number on the page carries its value and what kind of dimension it is,
// so that the same number can be followed from where it is born to where it ends (follow.js).
import { h, nodes } from './dom.js';

/** @import {Part, Working} from '../../core.js' */

const LETTERS = 'ncdhwltf';

/** Height, width, depth and length are one kind: a 13 is the same 13 in either direction. @param {string} letter */
export const kindOf = (letter) => ('dhwl'.includes(letter) && letter ? 's' : letter);

/**
 * One coloured number.
 * @param {string | number} text
 * @param {string} letter
 */
export function dim(text, letter) {
  const known = letter.length === 1 && LETTERS.includes(letter) ? letter : '';
  if (!known) return h('span', { class: 'd' }, String(text));
  const value = String(text).trim();
  return /^\d+$/.test(value)
    ? h('span', { class: `d d-${known}`, 'data-v': value, 'data-k': kindOf(known) }, value)
    : h('span', { class: `d d-${known}` }, String(text));
}

/**
 * 1×32×13×13, every number in the colour of its dimension.
 * @param {number[]} sizes
 * @param {string} [letters]
 */
export function shape(sizes, letters = '') {
  if (sizes.length === 0) return h('span', { class: 'shape scalar' }, 'scalar');
  const out = h('span', { class: 'shape' });
  sizes.forEach((size, i) => {
    if (i) out.append(h('span', { class: 'x' }, '×'));
    out.append(dim(size, letters[i] ?? ''));
  });
  return out;
}

/** @param {number[]} sizes */
export const shapeText = (sizes) => (sizes.length ? sizes.join('×') : 'scalar');

/**
 * A formula or a worked example in its parts.
 * @param {Part[]} parts
 */
export function formula(parts) {
  return nodes(...parts.map((part) => (part.dim ? dim(part.text, part.dim) : part.text)));
}

/**
 * The worked example of an axis. What it comes to is that axis's size, and has its colour.
 * @param {Working} working
 * @returns {Part[]}
 */
export function workedParts({ worked, dim: letter }) {
  const last = worked.at(-1);
  return last && !last.dim && /^\d+$/.test(last.text) ? [...worked.slice(0, -1), { text: last.text, dim: letter }] : worked;
}

/** @param {Part[]} parts */
export const partsText = (parts) => parts.map((part) => part.text).join('');

/**
 * A sentence; what stands between backticks is code.
 * @param {string} text
 */
export function sentence(text) {
  return nodes(...text.split('`').map((piece, i) => (i % 2 ? h('code', null, piece) : piece)));
}
