// Writes a model as a TFLite file, with the FlatBuffers builder that is passed in. Field numbers are schema.fbs's.

import { lastShape, weightFlat, weightHWIO, weightOHWI } from './models.mjs';

/** @typedef {import('./models.mjs').Model} Model */
/** @typedef {import('./models.mjs').Node} Node */

// BuiltinOperator and BuiltinOptions.
const OPS = { add: [0, 11], conv: [3, 1], depthwise: [4, 2], fc: [9, 8], maxpool: [17, 5], reshape: [22, 17], pad: [34, 22], mean: [40, 27] };
const FLOAT = 0;
const INT = 2;

/** @param {Model} model @param {any} flatbuffers the module */
export function tflite(model, flatbuffers) {
  const bytes = model.nodes.reduce((sum, n) => sum + (n.weight ? n.weight.byteLength : 0), 0);
  const b = new flatbuffers.Builder(Math.ceil(bytes * 1.05) + (1 << 20));
  /** @type {(Float32Array | Int32Array | null)[]} */
  const buffers = [null];
  /** @type {{ name: string, shape: number[], buffer: number, type: number }[]} */
  const tensors = [];
  /** @type {{ kind: keyof typeof OPS, from: number[], to: number, options: () => void }[]} */
  const steps = [];

  /** @param {string} name @param {number[]} shape @param {Float32Array | Int32Array} [values] */
  const tensor = (name, shape, values) => {
    if (values) buffers.push(values);
    tensors.push({ name, shape, buffer: values ? buffers.length - 1 : 0, type: values instanceof Int32Array ? INT : FLOAT });
    return tensors.length - 1;
  };
  /** @type {Record<string, number>} */
  const place = { x: tensor('x', lastShape(model.input)) };
  for (const n of model.nodes) place[n.name] = lower(n);

  /** Adds the node's operators. @param {Node} n @returns {number} the tensor that it makes */
  function lower(n) {
    let from = n.from.map((name) => place[name]);
    const relu = n.relu ? 1 : 0;
    const same = n.pad > 0 && samePads(n);
    if (n.pad > 0 && !same) {
      const { inShape: shape, pad } = n;
      const [, height, width, channels] = lastShape(shape);
      const padded = tensor(`${n.name}.padded`, [1, height + 2 * pad, width + 2 * pad, channels]);
      const pads = tensor(`${n.name}.pads`, [4, 2], new Int32Array([0, 0, pad, pad, pad, pad, 0, 0]));
      steps.push({ kind: 'pad', from: [from[0], pads], to: padded, options: () => b.startObject(0) });
      from = [padded];
    }
    const window = (/** @type {number} */ fields) => {
      b.startObject(fields);
      b.addFieldInt8(0, same ? 0 : 1, 0);
      b.addFieldInt32(1, n.stride, 0);
      b.addFieldInt32(2, n.stride, 0);
    };
    const to = tensor(n.name, lastShape(n.outShape));
    const add = (/** @type {keyof typeof OPS} */ kind, /** @type {number[]} */ more, /** @type {() => void} */ options) =>
      steps.push({ kind, from: [...from, ...more], to, options });
    if (n.op === 'conv' || n.op === 'fc') {
      const depthwise = n.groups > 1;
      const weight = n.op === 'fc' ? weightFlat(n, model) : depthwise ? weightHWIO(n) : weightOHWI(n);
      const shape = n.op === 'fc' ? [n.out, n.in] : depthwise ? [1, n.kernel, n.kernel, n.out] : [n.out, n.kernel, n.kernel, n.in];
      const more = [tensor(`${n.name}.w`, shape, weight), tensor(`${n.name}.b`, [n.out], n.bias)];
      if (n.op === 'fc') add('fc', more, () => (b.startObject(4), b.addFieldInt8(0, relu, 0)));
      else if (depthwise) add('depthwise', more, () => (window(7), b.addFieldInt32(3, 1, 0), b.addFieldInt8(4, relu, 0)));
      else add('conv', more, () => (window(7), b.addFieldInt8(3, relu, 0)));
    } else if (n.op === 'maxpool') {
      add('maxpool', [], () => (window(6), b.addFieldInt32(3, n.kernel, 0), b.addFieldInt32(4, n.kernel, 0)));
    } else if (n.op === 'add') {
      add('add', [], () => (b.startObject(2), b.addFieldInt8(0, relu, 0)));
    } else if (n.op === 'gap') {
      add('mean', [tensor(`${n.name}.axes`, [2], new Int32Array([1, 2]))], () => (b.startObject(1), b.addFieldInt8(0, 1, 0)));
    } else {
      const shape = tensor(`${n.name}.shape`, [2], new Int32Array([1, ...n.outShape]));
      add('reshape', [shape], () => b.startObject(1));
    }
    return to;
  }

  const offsets = (/** @type {number[]} */ list) => {
    b.startVector(4, list.length, 4);
    for (const at of [...list].reverse()) b.addOffset(at);
    return b.endVector();
  };
  const ints = (/** @type {number[]} */ list) => {
    b.startVector(4, list.length, 4);
    for (const i of [...list].reverse()) b.addInt32(i);
    return b.endVector();
  };
  const buffersAt = offsets(
    buffers.map((values) => {
      let data = 0;
      if (values) {
        const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        b.startVector(1, raw.length, 16);
        b.space -= raw.length;
        b.bb.bytes().set(raw, b.space);
        data = b.endVector();
      }
      b.startObject(3);
      if (data) b.addFieldOffset(0, data, 0);
      return b.endObject();
    }),
  );
  const tensorsAt = offsets(
    tensors.map((t) => {
      const name = b.createString(t.name);
      const shape = ints(t.shape);
      b.startObject(8);
      b.addFieldOffset(0, shape, 0);
      b.addFieldInt8(1, t.type, 0);
      b.addFieldInt32(2, t.buffer, 0);
      b.addFieldOffset(3, name, 0);
      return b.endObject();
    }),
  );
  const kinds = [...new Set(steps.map((s) => s.kind))];
  const stepsAt = offsets(
    steps.map((s) => {
      s.options();
      const options = b.endObject();
      const from = ints(s.from);
      const to = ints([s.to]);
      b.startObject(9);
      b.addFieldInt32(0, kinds.indexOf(s.kind), 0);
      b.addFieldOffset(1, from, 0);
      b.addFieldOffset(2, to, 0);
      b.addFieldInt8(3, OPS[s.kind][1], 0);
      b.addFieldOffset(4, options, 0);
      return b.endObject();
    }),
  );
  const inputs = ints([place.x]);
  const outputs = ints([place[model.output]]);
  const name = b.createString('main');
  b.startObject(5);
  [tensorsAt, inputs, outputs, stepsAt, name].forEach((at, i) => b.addFieldOffset(i, at, 0));
  const graphs = offsets([b.endObject()]);
  const codes = offsets(
    kinds.map((kind) => {
      b.startObject(4);
      b.addFieldInt8(0, OPS[kind][0], 0);
      b.addFieldInt32(2, 1, 1);
      b.addFieldInt32(3, OPS[kind][0], 0);
      return b.endObject();
    }),
  );
  const description = b.createString('bench');
  b.startObject(8);
  b.addFieldInt32(0, 3, 0);
  [codes, graphs, description, buffersAt].forEach((at, i) => b.addFieldOffset(i + 1, at, 0));
  b.finish(b.endObject(), 'TFL3');
  return b.asUint8Array();
}

/** Are the node's pads those that TensorFlow calls SAME? @param {Node} n */
function samePads(n) {
  const [, side] = n.inShape;
  const out = Math.ceil(side / n.stride);
  return out === n.outShape[1] && Math.max((out - 1) * n.stride + n.kernel - side, 0) === 2 * n.pad;
}
