// From pixels to the numbers that a network was trained on: scaled to the input's size, normalized, and laid out as
// the input is, channel by channel.

/**
 * Means and standard deviations of a channel, for pixels of 0 … 1: those that the data sets are normalized with.
 * @type {Record<string, {name: string, mean: number[], std: number[]}>}
 */
export const NORMS = {
  none: { name: '0 – 1', mean: [0], std: [1] },
  bytes: { name: '0 – 255', mean: [0], std: [1 / 255] },
  mnist: { name: 'MNIST', mean: [0.1307], std: [0.3081] },
  cifar10: { name: 'CIFAR-10', mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
  imagenet: { name: 'ImageNet', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};

/**
 * Where a picture goes in an input: [n, c, h, w], [c, h, w], or a row that is a flattened square of one or three channels.
 * @typedef {{batch: number, channels: number, height: number, width: number}} Frame
 */

/**
 * @param {number[] | undefined} sizes
 * @param {string} dims
 * @returns {Frame | null} null where the input is no picture
 */
export function frameOf(sizes, dims) {
  if (!sizes || sizes.some((size) => size < 1)) return null;
  const [a = 1, b = 1, c = 1, d = 1] = sizes;
  if (sizes.length === 4 && !/[tdl]/.test(dims)) return { batch: a, channels: b, height: c, width: d };
  if (sizes.length === 3 && /hw$/.test(dims)) return { batch: 1, channels: a, height: b, width: c };
  if (sizes.length !== 2 || b < 64) return null;
  for (const channels of [1, 3]) {
    const side = Math.sqrt(b / channels);
    if (Number.isInteger(side)) return { batch: a, channels, height: side, width: side };
  }
  return null;
}

/**
 * @param {ArrayLike<number>} pixels red, green, blue, alpha of 0 … 255, of the frame's size
 * @param {Frame} frame
 * @param {string} norm
 */
export function numbersOf(pixels, { batch, channels, height, width }, norm) {
  const { mean, std } = NORMS[norm] ?? /** @type {{mean: number[], std: number[]}} */ (NORMS.none);
  const area = height * width;
  const out = new Float32Array(batch * channels * area);
  for (let c = 0; c < channels; c += 1) {
    const [m, s] = [mean[c % mean.length] ?? 0, std[c % std.length] ?? 1];
    for (let i = 0; i < area; i += 1) {
      const [r, g, b] = [pixels[i * 4] ?? 0, pixels[i * 4 + 1] ?? 0, pixels[i * 4 + 2] ?? 0];
      // One channel is lightness, as ITU-R 601 weighs the colours.
      const x = channels === 1 ? 0.299 * r + 0.587 * g + 0.114 * b : ([r, g, b][c % 3] ?? 0);
      out[c * area + i] = (x / 255 - m) / s;
    }
  }
  for (let n = 1; n < batch; n += 1) out.copyWithin(n * channels * area, 0, channels * area);
  return out;
}

/** What is done to a pixel, in a few words. @param {string} norm */
export function normSaid(norm) {
  if (norm === 'none') return 'each pixel from 0 to 1';
  if (norm === 'bytes') return 'each pixel from 0 to 255';
  const { mean = [], std = [] } = NORMS[norm] ?? {};
  return `each channel (x − mean)/std with mean ${mean.join(', ')} and std ${std.join(', ')}`;
}

/**
 * The middle of a picture in the shape of the frame, scaled to its size.
 * @param {CanvasImageSource} source @param {number} wide @param {number} high
 * @param {Frame} frame
 */
export function framed(source, wide, high, { width, height }) {
  const by = Math.min(wide / width, high / height);
  const [w, h] = [width * by, height * by];
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(source, (wide - w) / 2, (high - h) / 2, w, h, 0, 0, width, height);
  return ctx.getImageData(0, 0, width, height);
}

/** @param {number} wide @param {number} high @param {Frame} frame @param {string} norm */
export function framedSaid(wide, high, { width, height, channels }, norm) {
  const same = wide === width && high === height;
  const cropped = Math.abs(wide / high - width / height) > 0.005;
  const how = same ? 'as it is' : cropped ? `cropped to the middle ${width === height ? 'square' : 'part'}, scaled` : 'scaled';
  const grey = channels === 1 ? ', grey' : channels === 3 ? '' : `, its three colours in turn on ${channels} channels`;
  return `${width}×${height} from ${wide}×${high}: ${how}${grey}; ${normSaid(norm)}.`;
}
