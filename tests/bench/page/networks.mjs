// Whole networks to time, as lists of steps with batch norms folded into the convolutions already, and the PyTorch
// programs that our core runs for them.

/** @typedef {import('./models.mjs').Node} Node */
/** @typedef {import('./models.mjs').Model} Model */
/** @typedef {{ input: number[], nodes: Node[] }} Network */

/** @param {Partial<Node>} node @returns {Node} */
export const step = (node) => /** @type {Node} */ ({ from: ['x'], kernel: 1, stride: 1, pad: 0, groups: 1, relu: false, ...node });

/** Steps one after another: each takes the one before it, where it does not say otherwise. */
class Chain {
  /** @type {Node[]} */
  nodes = [];
  last = 'x';
  /** channels or features of the last step */
  width;

  /** @param {number} width of the input */
  constructor(width) {
    this.width = width;
  }

  /** @param {Partial<Node>} node */
  add(node) {
    const name = node.name ?? `s${this.nodes.length}`;
    this.nodes.push(step({ from: [this.last], in: this.width, ...node, name }));
    this.last = name;
    this.width = node.out ?? this.width;
    return name;
  }

  /** @param {number} out @param {number} kernel @param {Partial<Node>} [more] */
  conv(out, kernel, more = {}) {
    return this.add({ op: 'conv', out, kernel, pad: (kernel - 1) >> 1, relu: true, ...more });
  }

  /** @param {number} kernel @param {number} stride @param {number} [pad] */
  pool(kernel, stride, pad = 0) {
    return this.add({ op: 'maxpool', kernel, stride, pad });
  }

  /** @param {number} features that the flattened picture has @param {number[]} outs of the layers */
  head(features, ...outs) {
    this.add({ op: 'flatten' });
    this.width = features;
    for (const [i, out] of outs.entries()) this.add({ op: 'fc', out, relu: i < outs.length - 1 });
    return this.nodes;
  }
}

/** @returns {Network} */
function seed() {
  const c = new Chain(3);
  for (const [out, kernel] of [[16, 5], [32, 3], [64, 3]]) {
    c.conv(out, kernel);
    c.pool(2, 2);
  }
  return { input: [3, 32, 32], nodes: c.head(1024, 10) };
}

/** @returns {Network} */
function alexNet() {
  const c = new Chain(3);
  c.conv(64, 11, { stride: 4, pad: 2 });
  c.pool(3, 2);
  c.conv(192, 5);
  c.pool(3, 2);
  for (const out of [384, 256, 256]) c.conv(out, 3);
  c.pool(3, 2);
  return { input: [3, 224, 224], nodes: c.head(9216, 4096, 4096, 1000) };
}

/** @returns {Network} */
function vgg16() {
  const c = new Chain(3);
  for (const [times, out] of [[2, 64], [2, 128], [3, 256], [3, 512], [3, 512]]) {
    for (let i = 0; i < times; i++) c.conv(out, 3);
    c.pool(2, 2);
  }
  return { input: [3, 224, 224], nodes: c.head(25088, 4096, 4096, 1000) };
}

/** @returns {Network} */
function resNet18() {
  const c = new Chain(3);
  c.conv(64, 7, { stride: 2 });
  c.pool(3, 2, 1);
  for (const out of [64, 64, 128, 128, 256, 256, 512, 512]) {
    const [from, before] = [c.last, c.width];
    const stride = out === before ? 1 : 2;
    c.conv(out, 3, { stride });
    const main = c.conv(out, 3, { relu: false });
    const short = stride === 1 ? from : c.add({ op: 'conv', from: [from], in: before, out, stride });
    c.add({ op: 'add', from: [main, short], relu: true });
  }
  c.add({ op: 'gap' });
  return { input: [3, 224, 224], nodes: c.head(512, 1000) };
}

/** @returns {Network} */
function mobileNetV2() {
  const c = new Chain(3);
  c.conv(32, 3, { stride: 2 });
  const stages = [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1]];
  for (const [wider, out, times, first] of stages) {
    for (let i = 0; i < times; i++) {
      const [from, before, stride] = [c.last, c.width, i === 0 ? first : 1];
      if (wider > 1) c.conv(before * wider, 1);
      c.conv(before * wider, 3, { stride, groups: before * wider });
      const main = c.conv(out, 1, { relu: false });
      if (stride === 1 && out === before) c.add({ op: 'add', from: [main, from] });
    }
  }
  c.conv(1280, 1);
  c.add({ op: 'gap' });
  return { input: [3, 224, 224], nodes: c.head(1280, 1000) };
}

/** @type {Record<string, () => Network>} */
export const NETWORKS = {
  'seed CNN @32': seed,
  'MobileNetV2 @224': mobileNetV2,
  'ResNet-18 @224': resNet18,
  'AlexNet @224': alexNet,
  'VGG-16 @224': vgg16,
};

/** The network in PyTorch; a layer is called as its step is. @param {Model} model */
export function program(model) {
  const layers = model.nodes.flatMap((n) => {
    if (n.op === 'conv') return `self.${n.name} = nn.Conv2d(${n.in}, ${n.out}, ${n.kernel}, ${n.stride}, ${n.pad}, groups=${n.groups})`;
    return n.op === 'fc' ? `self.${n.name} = nn.Linear(${n.in}, ${n.out})` : [];
  });
  const steps = model.nodes.map((n) => {
    const value = {
      conv: `self.${n.name}(${n.from[0]})`,
      fc: `self.${n.name}(${n.from[0]})`,
      maxpool: `F.max_pool2d(${n.from[0]}, ${n.kernel}, ${n.stride}, ${n.pad})`,
      gap: `F.adaptive_avg_pool2d(${n.from[0]}, 1)`,
      add: `${n.from[0]} + ${n.from[1]}`,
      flatten: `torch.flatten(${n.from[0]}, 1)`,
    }[n.op];
    return `${n.name} = ${n.relu ? `torch.relu(${value})` : value}`;
  });
  const indented = (/** @type {string[]} */ lines) => lines.map((line) => `        ${line}\n`).join('');
  return `import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
${indented(layers)}
    def forward(self, x):
${indented([...steps, `return ${model.output}`])}
model = Net()
`;
}
