// The networks to time, with the same random weights for every engine, and the layouts that engines want them in.

import { NETWORKS, step } from './networks.mjs';

/**
 * A step of a network. Sizes are those of one picture, square: channels × side × side.
 * `weight` is (out, in / groups, kernel, kernel) as in PyTorch, or (out, in).
 * @typedef {object} Node
 * @property {'conv' | 'maxpool' | 'gap' | 'add' | 'flatten' | 'fc'} op
 * @property {string} name
 * @property {string[]} from names of what goes in: of nodes, or 'x'
 * @property {number} in channels or features
 * @property {number} out
 * @property {number} kernel
 * @property {number} stride
 * @property {number} pad
 * @property {number} groups
 * @property {boolean} relu
 * @property {number[]} inShape [channels, side, side] or [features]
 * @property {number[]} outShape
 * @property {Float32Array} weight
 * @property {Float32Array} bias
 *
 * @typedef {{ name: string, input: number[], x: Float32Array, nodes: Node[], output: string, outShape: number[], flops: number }} Model
 */

/** One convolution on a picture of `size`. @param {number} size @param {Partial<Node> & { in: number }} node */
const layer = (size, node) => ({ input: [node.in, size, size], nodes: [step({ op: 'conv', name: 'c', ...node })] });

/** @type {Record<string, () => { input: number[], nodes: Node[] }>} */
const MODELS = {
  '3x3 64→64 @56': () => layer(56, { in: 64, out: 64, kernel: 3, pad: 1 }),
  '3x3 256→256 @14': () => layer(14, { in: 256, out: 256, kernel: 3, pad: 1 }),
  '3x3 512→512 @7': () => layer(7, { in: 512, out: 512, kernel: 3, pad: 1 }),
  '7x7 s2 3→64 @224': () => layer(224, { in: 3, out: 64, kernel: 7, stride: 2, pad: 3 }),
  '7x7 s2 3→32 @32': () => layer(32, { in: 3, out: 32, kernel: 7, stride: 2 }),
  '1x1 256→64 @56': () => layer(56, { in: 256, out: 64 }),
  'depthwise 3x3 32 @112': () => layer(112, { in: 32, out: 32, kernel: 3, pad: 1, groups: 32 }),
  'fc 4096→4096': () => ({ input: [4096], nodes: [step({ op: 'fc', name: 'f', in: 4096, out: 4096 })] }),
  ...NETWORKS,
};

export const NAMES = Object.keys(MODELS);

/** @param {number[]} shape */
export const count = (shape) => shape.reduce((a, b) => a * b, 1);

/** `n` numbers from -scale to scale, the same for the same text. @param {number} n @param {number} scale @param {string} text */
function random(n, scale, text) {
  let s = 7;
  for (const c of text) s = (s * 31 + c.charCodeAt(0)) >>> 0;
  s = (s ^ 0x9e3779b9) >>> 0 || 1;
  return Float32Array.from({ length: n }, () => {
    s ^= s << 13;
    s >>>= 0;
    s ^= s >>> 17;
    s ^= s << 5;
    s >>>= 0;
    return (s / 2147483648 - 1) * scale;
  });
}

/** @param {string} name @returns {Model} */
export function build(name) {
  const { input, nodes } = MODELS[name]();
  /** @type {Record<string, number[]>} */
  const shapes = { x: input };
  let flops = 0;
  for (const n of nodes) {
    const [channels, side] = (n.inShape = shapes[n.from[0]]);
    const fits = Math.floor((side + 2 * n.pad - n.kernel) / n.stride) + 1;
    n.outShape = {
      conv: [n.out, fits, fits],
      maxpool: [channels, fits, fits],
      gap: [channels, 1, 1],
      add: n.inShape,
      flatten: [count(n.inShape)],
      fc: [n.out],
    }[n.op];
    if (n.op === 'conv' || n.op === 'fc') {
      const fan = (n.in / n.groups) * n.kernel * n.kernel;
      n.weight = random(n.out * fan, Math.sqrt(3 / fan), name + n.name);
      n.bias = random(n.out, 0.1, `${name}${n.name}b`);
      flops += 2 * count(n.outShape) * fan;
    }
    shapes[n.name] = n.outShape;
  }
  const last = nodes[nodes.length - 1];
  return { name, input, x: random(count(input), 1, 'x'), nodes, output: last.name, outShape: last.outShape, flops };
}

/** Channels first to channels last; other shapes as they are. @param {Float32Array} a @param {number[]} shape */
export function channelsLast(a, shape) {
  if (shape.length < 3) return a;
  const [channels, height, width] = shape;
  const pixels = height * width;
  const out = new Float32Array(a.length);
  for (let c = 0; c < channels; c++) for (let i = 0; i < pixels; i++) out[i * channels + c] = a[c * pixels + i];
  return out;
}

/** The way back. @param {Float32Array} a @param {number[]} shape */
export function channelsFirst(a, shape) {
  if (shape.length < 3) return a;
  const [channels, height, width] = shape;
  const pixels = height * width;
  const out = new Float32Array(a.length);
  for (let c = 0; c < channels; c++) for (let i = 0; i < pixels; i++) out[c * pixels + i] = a[i * channels + c];
  return out;
}

/** A shape with its channels last and a batch of one. @param {number[]} shape */
export const lastShape = (shape) => (shape.length === 3 ? [1, shape[1], shape[2], shape[0]] : [1, ...shape]);

/** A convolution's weights, [out][in][k·k] as [k·k][in][out]. @param {Node} n */
export function weightHWIO(n) {
  const ins = n.in / n.groups;
  const taps = n.kernel * n.kernel;
  const to = new Float32Array(n.weight.length);
  for (let o = 0; o < n.out; o++)
    for (let i = 0; i < ins; i++) for (let k = 0; k < taps; k++) to[(k * ins + i) * n.out + o] = n.weight[(o * ins + i) * taps + k];
  return to;
}

/** The same as [out][k·k][in]. @param {Node} n */
export function weightOHWI(n) {
  const ins = n.in / n.groups;
  const taps = n.kernel * n.kernel;
  const to = new Float32Array(n.weight.length);
  for (let o = 0; o < n.out; o++)
    for (let i = 0; i < ins; i++) for (let k = 0; k < taps; k++) to[(o * taps + k) * ins + i] = n.weight[(o * ins + i) * taps + k];
  return to;
}

/** A linear layer's weights for an input that was flattened with its channels last. @param {Node} n @param {Model} model */
export function weightFlat(n, model) {
  const before = model.nodes.find((m) => m.name === n.from[0]);
  if (before?.op !== 'flatten' || before.inShape.length < 3) return n.weight;
  const to = new Float32Array(n.weight.length);
  for (let o = 0; o < n.out; o++) to.set(channelsLast(n.weight.subarray(o * n.in, (o + 1) * n.in), before.inShape), o * n.in);
  return to;
}

/** Rows and columns changed. @param {Float32Array} w @param {number} rows @param {number} columns */
export function transpose(w, rows, columns) {
  const to = new Float32Array(w.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) to[c * rows + r] = w[r * columns + c];
  return to;
}
