// How a tensor's numbers are laid out to be seen: as maps (one for each channel), as one map (channels along
// a line, features in time), or as a row of bars. Of a batch the first is shown.

/**
 * @typedef {object} Layout
 * @property {'maps' | 'bars'} kind
 * @property {number} count how many maps
 * @property {number} rows of a map
 * @property {number} columns
 * @property {number} start row-major place of the first number
 * @property {number} apart places between two maps
 * @property {number} down places between two rows
 * @property {number} along places between two columns
 * @property {string} name what a map is: channel, head, …
 * @property {string} said what is left out: "the first of 8 in the batch"
 * @property {number[]} sizes
 */

/** @param {number[]} sizes */
function strides(sizes) {
  const out = new Array(sizes.length).fill(1);
  for (let i = sizes.length - 2; i >= 0; i -= 1) out[i] = out[i + 1] * (sizes[i + 1] ?? 1);
  return /** @type {number[]} */ (out);
}

/**
 * @param {number[]} sizes
 * @param {string} dims as in a step; k and i are a weight's kernels and input channels
 * @param {number} [depth] of a volume: which slice is seen; without it the middle one
 * @returns {Layout | null} null where there is nothing to see
 */
export function layoutOf(sizes, dims, depth) {
  if (sizes.some((size) => size < 1)) return null;
  const letters = dims.length === sizes.length ? dims : '?'.repeat(sizes.length);
  const last = sizes.length - 1;
  const find = (/** @type {string} */ letter) => letters.indexOf(letter);
  let [map, row, column] = [-1, -1, last];
  if (find('h') >= 0 && find('w') >= 0) [map, row, column] = [Math.max(find('c'), find('k')), find('h'), find('w')];
  else if (find('l') >= 0) [row, column] = [find('c'), find('l')];
  else if (find('t') >= 0 && find('f') >= 0) [row, column] = [find('t'), find('f')];
  else if (last >= 1) {
    row = last - 1;
    map = last >= 2 && letters[last - 2] !== 'n' ? last - 2 : -1;
  }
  const size = (/** @type {number} */ axis) => (axis < 0 ? 1 : (sizes[axis] ?? 1));
  const step = strides(sizes);
  const by = (/** @type {number} */ axis) => (axis < 0 ? 0 : (step[axis] ?? 0));
  /** @type {string[]} */
  const said = [];
  let start = 0;
  sizes.forEach((count, axis) => {
    if (count === 1 || axis === map || axis === row || axis === column) return;
    if (letters[axis] === 'd') {
      const slice = Math.min(depth ?? Math.floor(count / 2), count - 1);
      start += slice * by(axis);
      said.push(`depth ${slice} of ${count}`);
    } else if (letters[axis] === 'i') said.push(`for input channel 0 of ${count}`);
    else said.push(letters[axis] === 'n' ? `the first of ${count} in the batch` : `the first of ${count}`);
  });
  const bars = size(row) === 1 && size(map) === 1;
  return {
    kind: bars ? 'bars' : 'maps',
    count: size(map),
    rows: size(row),
    columns: size(column),
    start,
    apart: by(map),
    down: by(row),
    along: by(column),
    name: { c: 'channel', k: 'kernel' }[letters[map] ?? ''] ?? 'map',
    said: said.join(', '),
    sizes,
  };
}

/** Maps of a single number each are better seen as one row of bars. @param {Layout} layout @returns {Layout} */
export function asRow(layout) {
  if (layout.count === 1 || layout.rows > 1 || layout.columns > 1) return layout;
  return { ...layout, kind: 'bars', count: 1, columns: layout.count, along: layout.apart };
}

/** Row-major place of a number. @param {Layout} layout @param {number} map @param {number} row @param {number} column */
export const placeOf = (layout, map, row, column) =>
  layout.start + map * layout.apart + row * layout.down + column * layout.along;

/** Its index as Python writes it: 0, 5, 3, 9. @param {number[]} sizes @param {number} place */
export function indexOf(sizes, place) {
  const step = strides(sizes);
  return sizes.map((size, axis) => Math.floor(place / (step[axis] ?? 1)) % size).join(', ');
}

/**
 * The part of a tensor that maps `from` … `to` − 1 lie in.
 * @param {Layout} layout @param {number} from @param {number} to
 */
export function spanOf(layout, from, to) {
  const first = placeOf(layout, from, 0, 0);
  return { from: first, count: placeOf(layout, to - 1, layout.rows - 1, layout.columns - 1) - first + 1 };
}

/**
 * One map of numbers as a block of its own; an axis of more than `most` cells is averaged down.
 * @param {Layout} layout
 * @param {Float32Array} numbers a part of the tensor
 * @param {number} from where the map begins in them
 * @param {number} [most]
 */
export function mapFrom(layout, numbers, from, most = Infinity) {
  const high = Math.max(1, Math.ceil(layout.rows / most));
  const wide = Math.max(1, Math.ceil(layout.columns / most));
  const [rows, columns] = [Math.ceil(layout.rows / high), Math.ceil(layout.columns / wide)];
  const out = new Float32Array(rows * columns);
  for (let j = 0; j < rows; j += 1)
    for (let i = 0; i < columns; i += 1) {
      let [sum, count] = [0, 0];
      for (let y = j * high; y < Math.min(layout.rows, (j + 1) * high); y += 1)
        for (let x = i * wide; x < Math.min(layout.columns, (i + 1) * wide); x += 1) {
          sum += numbers[from + y * layout.down + x * layout.along] ?? 0;
          count += 1;
        }
      out[j * columns + i] = sum / count;
    }
  return { numbers: out, rows, columns, high, wide };
}

/**
 * How large to draw a map: within a box, its own shape kept, but never thinner than can be seen.
 * @param {Layout} layout @param {number} wide @param {number} high
 */
export function fit(layout, wide, high) {
  const by = Math.min(wide / layout.columns, high / layout.rows);
  return { width: Math.max(8, Math.round(layout.columns * by)), height: Math.max(8, Math.round(layout.rows * by)) };
}
