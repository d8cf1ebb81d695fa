// The terms of one number, sorted for reading: which input channel each belongs to, and how they lie in the window.

/** @import {Cell, Step, Term} from '../../core.js' */

/**
 * One input channel's part of a sum, in the rows and columns of the window; of a volume slice after slice.
 * @typedef {{channel: number, terms: Term[], columns: number, rows: number, sum: number}} Part
 */

/** @param {Term[]} terms */
const sumOf = (terms) => terms.reduce((sum, { x, w }) => sum + x * w, 0);

/**
 * The sum of a convolution, taken apart by input channels.
 * @param {Step} step
 * @param {Cell} cell
 * @param {number} out output channel of the cell
 * @returns {Part[]}
 */
export function partsOf(step, cell, out) {
  const weight = step.param_shapes.find(({ name }) => name === 'weight')?.shape ?? step.in[1] ?? [];
  const axes = step.windows.length;
  const width = weight.at(-1) ?? 1;
  const [inputs, outputs] = [channels(step.in[0], axes), channels(step.out[0], axes)];
  const transposed = step.windows[0]?.transposed ?? false;
  const groups = Math.max(1, Math.round(transposed ? outputs / (weight[1] ?? outputs) : inputs / (weight[1] ?? inputs)));
  const each = inputs / groups;
  const group = Math.floor(out / (outputs / groups));
  const size = cell.terms.length / each;
  if (!Number.isInteger(size) || size === 0) return [];
  const first = cell.terms.slice(0, size);
  const columns = new Set(first.map(({ weight_at }) => weight_at % width)).size;
  const high = weight.length > 3 ? (weight.at(-2) ?? 1) : 1;
  const rows = new Set(first.map(({ weight_at }) => Math.floor(weight_at / width) % high)).size;
  return Array.from({ length: each }, (_, i) => {
    const terms = cell.terms.slice(i * size, (i + 1) * size);
    return { channel: group * each + i, terms, columns, rows, sum: sumOf(terms) };
  });
}

/** Channels stand before the axes of space. @param {number[] | undefined} sizes @param {number} axes */
const channels = (sizes, axes) => sizes?.[sizes.length - axes - 1] ?? 1;

/**
 * How many columns the window of a pool has; a window that reaches over the edge has fewer.
 * @param {Step} step @param {Term[]} terms
 */
export function poolColumns(step, terms) {
  const width = step.in[0]?.at(-1) ?? 1;
  const inside = terms.filter(({ at }) => at >= 0);
  const columns = new Set(inside.map(({ at }) => at % width)).size || 1;
  const kernel = step.windows.at(-1)?.kernel ?? columns;
  return terms.length === inside.length ? columns : kernel;
}

/**
 * The terms that weigh most first; the others are summed up.
 * @param {Term[]} terms @param {number} most how many to name
 */
export function heaviest(terms, most) {
  const sorted = [...terms].sort((a, b) => Math.abs(b.x * b.w) - Math.abs(a.x * a.w));
  const named = sorted.slice(0, most);
  const rest = sorted.slice(most);
  return { named, others: rest.length, rest: sumOf(rest) };
}
