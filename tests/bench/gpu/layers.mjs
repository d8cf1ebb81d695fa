// What is timed on a GPU, as PyTorch programs, and what TensorFlow.js makes of single layers.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../../web/build/shell.mjs';

/** @import {GpuPlan} from '../../../web/core.js' */

/**
 * `net` is PyTorch; `tf` builds the same in TensorFlow.js from the weights, and answers how to run it.
 * @typedef {{name: string, net: string, input: number[], tf?: (tf: any, x: Float32Array, weight: Float32Array) => () => any}} Layer
 */

const HEAD = 'import torch\nfrom torch import nn\n';

/** @param {any} tf @param {Float32Array} x @param {number[]} shape batch, channels, height, width */
const lastChannels = (tf, x, [n, c, h, w]) => tf.tidy(() => tf.transpose(tf.tensor4d(x, [n, c, h, w]), [0, 2, 3, 1]));

/**
 * A convolution of square pictures, without a bias.
 * @param {string} name @param {{in: number, out: number, size: number, kernel?: number, stride?: number, pad?: number, groups?: number, batch?: number}} c
 * @returns {Layer}
 */
function conv(name, { in: inside, out, size, kernel = 1, stride = 1, pad = 0, groups = 1, batch = 1 }) {
  const input = [batch, inside, size, size];
  return {
    name,
    net: `${HEAD}net = nn.Conv2d(${inside}, ${out}, ${kernel}, ${stride}, ${pad}, groups=${groups}, bias=False)`,
    input,
    tf(tf, x, weight) {
      const from = lastChannels(tf, x, input);
      const given = tf.tensor4d(weight, [out, inside / groups, kernel, kernel]);
      const same = stride === 1 && 2 * pad === kernel - 1;
      const filter = tf.transpose(given, groups > 1 ? [2, 3, 0, 1] : [2, 3, 1, 0]);
      const [padding, rounding] = same ? ['same', undefined] : [pad, 'floor'];
      if (groups > 1) return () => tf.depthwiseConv2d(from, filter, stride, padding);
      return () => tf.conv2d(from, filter, stride, padding, 'NHWC', 1, rounding);
    },
  };
}

/**
 * A transposed convolution whose windows do not overlap.
 * @param {string} name @param {number} inside @param {number} out @param {number} size @param {number} stride
 * @returns {Layer}
 */
function transposed(name, inside, out, size, stride) {
  const input = [1, inside, size, size];
  return {
    name,
    net: `${HEAD}net = nn.ConvTranspose2d(${inside}, ${out}, ${stride}, ${stride}, bias=False)`,
    input,
    tf(tf, x, weight) {
      const from = lastChannels(tf, x, input);
      const filter = tf.transpose(tf.tensor4d(weight, [inside, out, stride, stride]), [2, 3, 1, 0]);
      return () => tf.conv2dTranspose(from, filter, [1, size * stride, size * stride, out], stride, 'valid');
    },
  };
}

/** @param {string} name @param {number} rows @param {number} inside @param {number} out @returns {Layer} */
const linear = (name, rows, inside, out) => ({
  name,
  net: `${HEAD}net = nn.Linear(${inside}, ${out}, bias=False)`,
  input: [rows, inside],
  tf(tf, x, weight) {
    const [from, to] = [tf.tensor2d(x, [rows, inside]), tf.transpose(tf.tensor2d(weight, [out, inside]))];
    return () => tf.matMul(from, to);
  },
});

/** @param {number} by what channels are divided by @returns {Layer[]} */
export function layers(by = 1) {
  const n = (/** @type {number} */ channels) => Math.max(8, channels / by);
  return [
    conv('3x3 256→256 @56', { in: n(256), out: n(256), size: 56, kernel: 3, pad: 1 }),
    conv('3x3 256→256 @56, batch of 8', { in: n(256), out: n(256), size: 56, kernel: 3, pad: 1, batch: by > 1 ? 1 : 8 }),
    conv('3x3 64→64 @56', { in: n(64), out: n(64), size: 56, kernel: 3, pad: 1 }),
    conv('3x3 128→128 @28', { in: n(128), out: n(128), size: 28, kernel: 3, pad: 1 }),
    conv('3x3 256→256 @14', { in: n(256), out: n(256), size: 14, kernel: 3, pad: 1 }),
    conv('3x3 512→512 @7', { in: n(512), out: n(512), size: 7, kernel: 3, pad: 1 }),
    conv('3x3 s2 128→256 @28', { in: n(128), out: n(256), size: 28, kernel: 3, stride: 2, pad: 1 }),
    conv('7x7 s2 3→64 @224', { in: 3, out: n(64), size: by > 1 ? 64 : 224, kernel: 7, stride: 2, pad: 3 }),
    conv('1x1 256→64 @56', { in: n(256), out: n(64), size: 56 }),
    conv('1x1 512→2048 @7', { in: n(512), out: n(2048), size: 7 }),
    conv('depthwise 3x3 32 @112', { in: 32, out: 32, size: 112, kernel: 3, pad: 1, groups: 32 }),
    transposed('transposed 2x2 s2 256→128 @28', n(256), n(128), 28, 2),
    linear('linear 4096→4096', 1, n(4096), n(4096)),
    linear('linear 2048→2048, 2048 rows', n(2048), n(2048), n(2048)),
  ];
}

/** Whole networks. @returns {Layer[]} */
export const networks = () =>
  Object.entries({ 'ResNet-18': 'resnet18.py', 'VGG-16': 'vgg16.py' }).map(([name, file]) => ({
    name,
    net: readFileSync(join(ROOT, 'web/examples', file), 'utf8'),
    input: [1, 3, 224, 224],
  }));

/** A layer's weights as PyTorch lays them out. @param {GpuPlan} plan @param {(buffer: number) => Float32Array | null} constants */
export function weightOf({ buffers }, constants) {
  const given = buffers.findIndex(({ kind }) => kind === 'loaded');
  const index = given >= 0 ? given : buffers.findIndex(({ kind }) => kind === 'constant');
  return Float32Array.from(constants(index) ?? []);
}
