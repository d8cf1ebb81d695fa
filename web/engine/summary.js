// A tensor in brief: its range, mean, spread, zeros, and how its numbers are distributed.

/**
 * `min` … `std` are over the finite numbers; `odd` counts the others (infinite, or not a number).
 * `bins`: how many numbers fall into each of BINS equal parts of min … max.
 * @typedef {{count: number, min: number, max: number, mean: number, std: number, zeros: number, odd: number,
 *            bins: number[]}} Summary
 */

export const BINS = 32;

/** @param {Float32Array} numbers @returns {Summary} */
export function summarize(numbers) {
  let [min, max, sum, zeros, odd] = [Infinity, -Infinity, 0, 0, 0];
  for (const x of numbers) {
    if (!Number.isFinite(x)) {
      odd += 1;
      continue;
    }
    if (x < min) min = x;
    if (x > max) max = x;
    if (x === 0) zeros += 1;
    sum += x;
  }
  const count = numbers.length;
  const bins = /** @type {number[]} */ (new Array(BINS).fill(0));
  const finite = count - odd;
  if (finite === 0) return { count, min: 0, max: 0, mean: 0, std: 0, zeros, odd, bins };
  const mean = sum / finite;
  const scale = max > min ? BINS / (max - min) : 0;
  let squares = 0;
  for (const x of numbers) {
    if (!Number.isFinite(x)) continue;
    squares += (x - mean) ** 2;
    const bin = Math.min(BINS - 1, Math.floor((x - min) * scale));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return { count, min, max, mean, std: Math.sqrt(squares / finite), zeros, odd, bins };
}
