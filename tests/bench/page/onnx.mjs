// Writes a model as an ONNX file: protocol buffers by hand, as it takes few of them.

/** @typedef {import('./models.mjs').Model} Model */

const encoder = new TextEncoder();

/** A message being written: chunks, so that large weights are copied once. */
class Message {
  /** @type {Uint8Array[]} */
  chunks = [];
  length = 0;

  /** @param {Uint8Array} bytes */
  raw(bytes) {
    this.chunks.push(bytes);
    this.length += bytes.byteLength;
    return this;
  }

  /** @param {number} value */
  varint(value) {
    const bytes = [];
    for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
    return this.raw(Uint8Array.from([...bytes, value]));
  }

  /** @param {number} field @param {number} value */
  int(field, value) {
    return this.varint(field * 8).varint(value);
  }

  /** @param {number} field @param {Uint8Array | string | Message} value */
  put(field, value) {
    const bytes = typeof value === 'string' ? encoder.encode(value) : value;
    this.varint(field * 8 + 2).varint(bytes instanceof Message ? bytes.length : bytes.byteLength);
    for (const chunk of bytes instanceof Message ? bytes.chunks : [bytes]) this.raw(chunk);
    return this;
  }

  bytes() {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      all.set(chunk, at);
      at += chunk.byteLength;
    }
    return all;
  }
}

/** @param {string} name @param {number[]} shape @param {Float32Array} values */
function tensor(name, shape, values) {
  const t = new Message();
  for (const d of shape) t.int(1, d);
  return t.int(2, 1).put(8, name).put(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** @param {string} name @param {number | number[]} value */
function attribute(name, value) {
  const a = new Message().put(1, name);
  if (typeof value === 'number') return a.int(3, value).int(20, 2);
  for (const v of value) a.int(8, v);
  return a.int(20, 7);
}

/** @param {string} op @param {string[]} inputs @param {string} output @param {Record<string, number | number[]>} [attributes] */
function node(op, inputs, output, attributes = {}) {
  const n = new Message();
  for (const i of inputs) n.put(1, i);
  n.put(2, output).put(3, output).put(4, op);
  for (const [name, value] of Object.entries(attributes)) n.put(5, attribute(name, value));
  return n;
}

/** @param {string} name @param {number[]} shape */
function value(name, shape) {
  const dimensions = new Message();
  for (const d of shape) dimensions.put(1, new Message().int(1, d));
  return new Message().put(1, name).put(2, new Message().put(1, new Message().int(1, 1).put(2, dimensions)));
}

/** @param {Model} model */
export function onnx(model) {
  const graph = new Message();
  const weights = [];
  for (const n of model.nodes) {
    const to = n.relu ? `${n.name}.pre` : n.name;
    const window = { kernel_shape: [n.kernel, n.kernel], strides: [n.stride, n.stride], pads: [n.pad, n.pad, n.pad, n.pad] };
    const from = [...n.from];
    if (n.weight) {
      const shape = n.op === 'fc' ? [n.out, n.in] : [n.out, n.in / n.groups, n.kernel, n.kernel];
      weights.push(tensor(`${n.name}.w`, shape, n.weight), tensor(`${n.name}.b`, [n.out], n.bias));
      from.push(`${n.name}.w`, `${n.name}.b`);
    }
    const written = {
      conv: () => node('Conv', from, to, { ...window, dilations: [1, 1], group: n.groups }),
      maxpool: () => node('MaxPool', from, to, window),
      gap: () => node('GlobalAveragePool', from, to),
      add: () => node('Add', from, to),
      flatten: () => node('Flatten', from, to, { axis: 1 }),
      fc: () => node('Gemm', from, to, { transB: 1 }),
    }[n.op]();
    graph.put(1, written);
    if (n.relu) graph.put(1, node('Relu', [to], n.name));
  }
  graph.put(2, 'bench');
  for (const w of weights) graph.put(5, w);
  graph.put(11, value('x', [1, ...model.input])).put(12, value(model.output, [1, ...model.outShape]));
  return new Message().int(1, 8).put(8, new Message().put(1, '').int(2, 13)).put(7, graph).bytes();
}
