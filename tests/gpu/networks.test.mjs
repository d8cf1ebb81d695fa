// The page's convolutional examples on the GPU, from input to output and step by step: the CPU's numbers within 1e-4.
// The large ones are made narrower first: the software adapter is slow.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { ROOT } from '../../web/build/shell.mjs';
import { distance, open, planned, same } from './kit.mjs';
import { CONVNEXT, GPT, SWIN, VIT } from './transformers.mjs';

const gpu = await open();
after(() => gpu.close());

const WITHIN = 1e-4;

/** @param {string} file */
const example = (file) => readFileSync(join(ROOT, 'web/examples', file), 'utf8');

/** Channel counts of 64 and more divided. @param {string} source @param {number} by */
const narrower = (source, by) => source.replace(/\b(64|128|192|256|384|512|4096)\b/g, (n) => String(Number(n) / by));

/** @type {{name: string, source: string, input: string, model?: string, train?: boolean, fill?: string}[]} */
const NETWORKS = [
  { name: 'the question', source: example('question.py'), input: '1,3,32,32' },
  { name: 'four pieces', source: example('pieces.py'), input: '2,3,32,32', train: true },
  { name: 'LeNet-5', source: example('lenet.py'), input: '1,1,32,32' },
  { name: 'AlexNet', source: narrower(example('alexnet.py'), 16), input: '1,3,224,224' },
  { name: 'VGG-16', source: narrower(example('vgg16.py'), 16).replace('7 * 7', '1 * 1'), input: '1,3,32,32' },
  { name: 'ResNet-18', source: narrower(example('resnet18.py'), 4), input: '1,3,64,64' },
  { name: 'U-Net', source: example('unet.py'), model: 'UNet(width=4)', input: '2,1,32,32', train: true },
  { name: 'DCGAN', source: narrower(example('dcgan.py'), 8), model: 'generator', input: '2,100,1,1' },
  { name: 'sound', source: example('audio.py'), model: 'Keyword()', input: '1,1,8000' },
  { name: 'pictures in time', source: narrower(example('cnn_lstm.py'), 4), input: '' },
  { name: 'a vision transformer', source: VIT, input: '2,3,16,16' },
  { name: 'shifted windows', source: SWIN, input: '2,16,8,8' },
  { name: 'ConvNeXt', source: CONVNEXT, input: '1,3,32,32' },
  { name: 'a language model', source: GPT, input: '2,9:long', fill: 'ramp' },
  { name: 'video', source: narrower(example('video.py'), 8).replace('14 * 14', '2 * 2'), input: '1,3,16,16,16' },
];

for (const { name, source, input, model, train, fill } of NETWORKS) {
  test(`${name}, from input to output`, async () => {
    await same(gpu, source, input, { model, within: WITHIN, fill });
    if (train) await same(gpu, source, input, { model, within: WITHIN, eval: false });
  });
}

test('ResNet-18, every step of it', async () => {
  const ready = planned(narrower(example('resnet18.py'), 8), '1,3,64,64', { keep: true });
  const loaded = await gpu.load(ready.plan, ready.constants);
  if ('failed' in loaded) throw new Error(loaded.failed);
  const { kept } = ready.plan;
  const ran = await loaded.run(ready.inputs, { places: kept });
  loaded.free();
  if ('failed' in ran) throw new Error(ran.failed);
  assert.ok(kept.length > 50);
  for (const [i, { step }] of kept.entries()) {
    const off = distance(/** @type {Float32Array} */ (ran.outputs[i]), ready.step(step));
    assert.ok(off <= WITHIN, `step ${step}, ${ready.trace.steps[step]?.op}, is ${off} of its largest number off`);
  }
});

test('a program that calls its model itself: the numbers of that call', async () => {
  await same(gpu, 'import torch, torch.nn as nn\nnet = nn.Conv2d(1, 2, 3)\ny = net(torch.randn(1, 1, 5, 6))\nprint(y.argmax())', '', { within: WITHIN });
});
