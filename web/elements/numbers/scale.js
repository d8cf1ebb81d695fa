// The colours of numbers: paper at zero, ink above it, ochre below, deeper the further away. They mean sign and
// size only (hues mean dimensions), and differ in lightness as well as in hue, so that every eye can tell them apart.

const STEPS = 255;

/** @param {string} name a custom property holding colours as #rrggbb */
function inks(name) {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name);
  return [...text.matchAll(/#([\da-f]{2})([\da-f]{2})([\da-f]{2})/gi)].map((match) =>
    match.slice(1, 4).map((pair) => Number.parseInt(pair, 16)),
  );
}

/** @type {Uint8ClampedArray | null} red, green, blue for −1 … 1 in 2·STEPS + 1 steps */
let table = null;
/** @type {Set<() => void>} */
const waiting = new Set();

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  table = null;
  for (const redraw of [...waiting]) redraw();
});

/** Call `redraw` when the theme changes, until the function that comes back is called. @param {() => void} redraw */
export function onTheme(redraw) {
  waiting.add(redraw);
  return () => waiting.delete(redraw);
}

/** @param {number[][]} stops @param {number} at 0 … 1 */
function between(stops, at) {
  const place = at * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(place));
  const [a, b] = [stops[i] ?? [], stops[i + 1] ?? []];
  return [0, 1, 2].map((k) => (a[k] ?? 0) + ((b[k] ?? 0) - (a[k] ?? 0)) * (place - i));
}

function colours() {
  if (table) return table;
  const zero = inks('--zero');
  const arms = { plus: [...zero, ...inks('--plus')], minus: [...zero, ...inks('--minus')] };
  table = new Uint8ClampedArray((2 * STEPS + 1) * 3);
  for (let i = -STEPS; i <= STEPS; i += 1)
    table.set(between(i < 0 ? arms.minus : arms.plus, Math.abs(i) / STEPS), (i + STEPS) * 3);
  return table;
}

/** Where in the table the colour of a number stands. @param {number} x @param {number} most */
function at(x, most) {
  const step = most > 0 ? Math.round((x / most) * STEPS) : 0;
  return (Math.max(-STEPS, Math.min(STEPS, step)) + STEPS) * 3;
}

/** The colour of a number as CSS has it. @param {number} x @param {number} most the largest size on the scale */
export function colour(x, most) {
  const of = colours();
  const i = Number.isNaN(x) ? STEPS * 3 : at(x, most);
  return `rgb(${of[i]} ${of[i + 1]} ${of[i + 2]})`;
}

/** @param {number} channel 0 … 255; relative luminance as WCAG 2 defines it */
const linear = (channel) => (channel <= 10.31 ? channel / 3294.6 : ((channel / 255 + 0.055) / 1.055) ** 2.4);

/**
 * Whether black or white is better to be read on the colour of a number.
 * @param {number} x @param {number} most
 * @returns {'on-light' | 'on-dark'}
 */
export function writing(x, most) {
  const of = colours();
  const i = Number.isNaN(x) ? STEPS * 3 : at(x, most);
  const light = 0.2126 * linear(of[i] ?? 0) + 0.7152 * linear(of[i + 1] ?? 0) + 0.0722 * linear(of[i + 2] ?? 0);
  // There the contrasts with black and with white are the same.
  return light > 0.179 ? 'on-light' : 'on-dark';
}

/**
 * Numbers as a picture, one pixel each.
 * @param {ArrayLike<number>} numbers row-major
 * @param {number} columns
 * @param {number} rows
 * @param {number} most
 */
export function picture(numbers, columns, rows, most) {
  const of = colours();
  const image = new ImageData(columns, rows);
  for (let i = 0; i < columns * rows; i += 1) {
    const x = numbers[i] ?? 0;
    const from = Number.isNaN(x) ? STEPS * 3 : at(x, most);
    image.data[i * 4] = of[from] ?? 0;
    image.data[i * 4 + 1] = of[from + 1] ?? 0;
    image.data[i * 4 + 2] = of[from + 2] ?? 0;
    image.data[i * 4 + 3] = 255;
  }
  return image;
}

/** @param {HTMLCanvasElement} canvas @param {ImageData} image */
export function put(canvas, image) {
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
