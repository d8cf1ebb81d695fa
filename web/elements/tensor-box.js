// A tensor as a picture: a box whose edges follow the logarithm of its sizes, or a bar for a vector.
import { svg } from './base/dom.js';

/** Edge of a box for a size, in pixels. @param {number} size */
const edge = (size) => 8 + 10 * Math.log2(Math.max(0, size) + 1);
/** @param {number} size */
const bar = (size) => 10 + 5 * Math.log2(Math.max(0, size) + 1);

/**
 * @param {number[]} sizes
 * @param {string} dims
 */
export function tensorBox(sizes, dims) {
  const size = (/** @type {string} */ letter) => {
    const at = dims.indexOf(letter);
    return at < 0 ? undefined : sizes[at];
  };
  const [c, h, w] = [size('c'), size('h'), size('w')];
  const drawing = h !== undefined && w !== undefined ? box(c ?? 1, h, w, size('d')) : flat(sizes, dims);
  return svg(
    'svg',
    {
      class: 'box',
      'aria-hidden': 'true',
      width: drawing.width,
      height: drawing.height,
      viewBox: `0 0 ${drawing.width} ${drawing.height}`,
    },
    ...drawing.parts,
  );
}

/** @param {number} c @param {number} h @param {number} w @param {number | undefined} d */
function box(c, h, w, d) {
  const [wide, high] = [edge(w), edge(h)];
  const deep = edge(c) * 0.32;
  const [dx, dy] = [deep, deep * 0.5];
  // A volume (video, CT): its depth shows as sheets standing behind the first one.
  const sheets = d === undefined ? 0 : Math.min(3, Math.max(1, Math.round(Math.log2(Math.max(1, d)))));
  const gap = 5;
  const [x, y] = [2, dy + 2 + sheets * gap];
  /** @param {string} kind @param {[number, number][]} points */
  const side = (kind, points) =>
    svg('polygon', { class: `side s-${kind}`, points: points.map((p) => p.join()).join(' ') });
  const back = Array.from({ length: sheets }, (_, i) => {
    const o = (sheets - i) * gap;
    return side('d', [
      [x + dx + o, y - dy - o],
      [x + wide + dx + o, y - dy - o],
      [x + wide + dx + o, y + high - dy - o],
      [x + dx + o, y + high - dy - o],
    ]);
  });
  return {
    width: wide + dx + 4 + sheets * gap,
    height: high + dy + 4 + sheets * gap,
    parts: [
      ...back,
      side('under', [
        [x, y],
        [x + dx, y - dy],
        [x + wide + dx, y - dy],
        [x + wide + dx, y + high - dy],
        [x + wide, y + high],
        [x, y + high],
      ]),
      side('h', [
        [x, y],
        [x + wide, y],
        [x + wide, y + high],
        [x, y + high],
      ]),
      side('w', [
        [x, y],
        [x + dx, y - dy],
        [x + wide + dx, y - dy],
        [x + wide, y],
      ]),
      side('c', [
        [x + wide, y],
        [x + wide + dx, y - dy],
        [x + wide + dx, y + high - dy],
        [x + wide, y + high],
      ]),
    ],
  };
}

/**
 * Without two axes of space: a bar for features, lying down for what runs along a line or in time.
 * @param {number[]} sizes
 * @param {string} dims
 */
function flat(sizes, dims) {
  const letters = [...dims]
    .map((letter, i) => ({ letter, size: sizes[i] ?? 1 }))
    .filter(({ letter }) => letter !== 'n');
  const along = letters.find(({ letter }) => 'lthwd'.includes(letter));
  const across = letters.find(({ letter }) => 'cf'.includes(letter)) ?? (along ? undefined : letters[0]);
  if (along) {
    const [wide, high] = [bar(along.size) + 8, across ? Math.max(12, bar(across.size) * 0.55) : 12];
    return {
      width: wide + 4,
      height: high + 4,
      parts: [
        svg('rect', { class: `side s-${along.letter}`, x: 2, y: 2, width: wide, height: high, rx: 3 }),
        ...(across ? [svg('path', { class: `rim s-${across.letter}`, d: `M${wide + 2} 4V${high}` })] : []),
      ],
    };
  }
  const high = bar(across?.size ?? 1);
  return {
    width: 16,
    height: high + 4,
    parts: [svg('rect', { class: `side s-${across?.letter ?? 'n'}`, x: 2, y: 2, width: 12, height: high, rx: 3 })],
  };
}
