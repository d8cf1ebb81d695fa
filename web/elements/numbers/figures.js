// Single numbers in few characters, the way one would write them by hand.

const MINUS = '−';

/**
 * −0.03124 → −0.031: so many digits count; very small and very large ones are written with a power.
 * @param {number} x
 * @param {number} [digits]
 */
export function figure(x, digits = 3) {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : `${MINUS}inf`;
  if (x === 0) return '0';
  const size = Math.abs(x);
  let text;
  if (size >= 1e6 || size < 1e-4) text = size.toExponential(Math.max(0, digits - 2)).replace('e+', 'e');
  else if (size >= 10 ** digits) text = size.toFixed(0);
  else {
    // Between 0.001 and 1 as many places as digits: columns of such numbers are as wide as one another.
    const before = Math.floor(Math.log10(size)) + 1;
    text = size.toFixed(Math.max(0, size < 1 ? digits : digits - before));
    if (Number(text) === 0) text = size.toExponential(Math.max(0, digits - 2));
  }
  // Whole numbers stay whole.
  if (Number.isInteger(x) && size < 1e6) text = String(size);
  return (x < 0 ? MINUS : '') + text.replace('e-', `e${MINUS}`);
}

/**
 * How numbers are written that stand in one table: with the same places, enough for the largest.
 * @param {number} most the largest size among them
 * @returns {(x: number) => string}
 */
export function column(most) {
  if (!(most >= 1e-3 && most < 1e5)) return (x) => figure(x, 2);
  const places = most >= 100 ? 0 : most >= 10 ? 1 : most >= 0.2 ? 2 : most >= 0.02 ? 3 : 4;
  return (x) => {
    if (x === 0 || !Number.isFinite(x)) return figure(x);
    const text = Math.abs(x).toFixed(places);
    return (x < 0 && Number(text) !== 0 ? MINUS : '') + text;
  };
}

/** A number as a term of a sum: its sign apart. @param {number} x @param {boolean} first @param {number} [digits] */
export const term = (x, first, digits = 3) =>
  first ? figure(x, digits) : `${x < 0 ? MINUS : '+'} ${figure(Math.abs(x), digits)}`;

/** @param {number} part 0 … 1 */
export const percent = (part) => (part === 0 ? '0 %' : part < 0.001 ? '< 0.1 %' : `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`);
