// The channels of a windowed step's input and output, as the picture of its window is painted with them.
import { picture, put } from './scale.js';

/** @import {Step} from '../../core.js' */
/** @import {Run} from '../../engine/runner.js' */
/** @import {Paint, WindowPicture} from '../window-picture.js' */

/**
 * Row-major place of a cell of the first of a batch.
 * @param {number[]} sizes @param {number} channel @param {number[]} cell on the axes of space
 */
export function placeAt(sizes, channel, cell) {
  const axis = sizes.length - cell.length - 1;
  return sizes.reduce((place, size, i) => place * size + (i === axis ? channel : i > axis ? (cell[i - axis - 1] ?? 0) : 0), 0);
}

/** @param {number[]} sizes @param {number} axes of space */
export const channelsIn = (sizes, axes) => sizes[sizes.length - axes - 1] ?? 1;

/**
 * A channel of a tensor with the largest size on its scale; null where there are no numbers.
 * @param {Run} run @param {{step: number, which: 'in' | 'out', index: number}} where
 * @param {number[]} sizes @param {number} axes @param {number} channel
 */
async function plane(run, where, sizes, axes, channel) {
  const space = sizes.slice(sizes.length - axes);
  const from = placeAt(sizes, channel, space.map(() => 0));
  const count = space.reduce((product, size) => product * size, 1);
  const [summary, numbers] = await Promise.all([run.summary(where), run.tensor(where, from, count)]);
  if (!summary || !numbers) return null;
  return { numbers, space, most: Math.max(Math.abs(summary.min), Math.abs(summary.max)) };
}

/**
 * @param {Run} run @param {Step} step @param {number} index
 * @param {{in: number, out: number}} channel
 * @param {WindowPicture} window whose depth decides what is seen of a volume
 * @returns {Promise<Paint>}
 */
export async function planes(run, step, index, channel, window) {
  const axes = step.windows.length;
  const [input, output] = await Promise.all(
    /** @type {const} */ (['in', 'out']).map((which) =>
      plane(run, { step: index, which, index: 0 }, step[which][0] ?? [], axes, channel[which]),
    ),
  );
  return (side, x, y, wide, high) => {
    const of = side === 'in' ? input : output;
    if (!of || wide < 1 || high < 1) return null;
    const row = of.space.at(-1) ?? 1;
    const depth = axes === 3 ? ((side === 'in' ? window.middle : window.out)[0] ?? 0) * (of.space[1] ?? 1) * row : 0;
    const cells = new Float32Array(wide * high);
    for (let j = 0; j < high; j += 1)
      for (let i = 0; i < wide; i += 1) cells[j * wide + i] = of.numbers[depth + (y + j) * row + x + i] ?? 0;
    const canvas = document.createElement('canvas');
    put(canvas, picture(cells, wide, high, of.most));
    return canvas.toDataURL();
  };
}
