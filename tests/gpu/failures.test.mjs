// What can go wrong with a GPU: each is an answer in words, and nothing is left behind.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { Gpu } from '../../web/engine/gpu.js';
import { Session } from '../../web/engine/gpu-session.js';
import { HEAD, dawn, distance, kernels, open, planned } from './kit.mjs';

/** @import {GpuVariant} from '../../web/core.js' */

const NET = `${HEAD}net = nn.Sequential(nn.Conv2d(2, 4, 3, groups=2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 5))`;
const INPUT = '1,2,8,8';

/** Buffers that were made and not destroyed, of every device. @type {Set<GPUBuffer>} */
const alive = new Set();
const { GPUDevice, GPUBuffer } = /** @type {any} */ (globalThis);
const { createBuffer } = GPUDevice.prototype;
const { destroy } = GPUBuffer.prototype;
GPUDevice.prototype.createBuffer = function (/** @type {GPUBufferDescriptor} */ what) {
  const buffer = createBuffer.call(this, what);
  alive.add(buffer);
  return buffer;
};
GPUBuffer.prototype.destroy = function () {
  alive.delete(this);
  return destroy.call(this);
};

after(() => assert.equal(alive.size, 0, 'buffers are left'));

/** @param {unknown} answer @returns {string} */
const failed = (answer) => /** @type {any} */ (answer).failed ?? '';

test('no GPU, no adapter, and one that is software only', async () => {
  assert.equal(failed(await Gpu.open({ kernels })), 'This browser offers no GPU.');
  const none = /** @type {any} */ ({ requestAdapter: async () => null });
  assert.equal(failed(await Gpu.open({ gpu: none, kernels })), 'This browser offers no GPU.');
  assert.equal(failed(await Gpu.open({ gpu: dawn, kernels })), 'The GPU here is software, slower than the CPU.');
  const broken = /** @type {any} */ ({ requestAdapter: () => Promise.reject(new Error('the driver is gone')) });
  assert.equal(failed(await Gpu.open({ gpu: broken, kernels })), 'The GPU could not be used: the driver is gone');
});

test('a plan with a problem, one that is too large, and one whose shader does not compile', async () => {
  const gpu = await open();
  const { plan, constants } = planned(NET, INPUT);
  assert.equal(failed(await gpu.load({ ...plan, problem: 'LSTM has no GPU kernel.' }, constants)), 'LSTM has no GPU kernel.');
  const large = { ...plan, buffers: plan.buffers.map((b, i) => (i === 0 ? { ...b, bytes: 2 ** 40 } : b)) };
  assert.match(failed(await gpu.load(large, constants)), /^This GPU takes \d+ MB at a time, and the network needs 1048576 MB\.$/);
  const wide = structuredClone(plan);
  Object.assign(/** @type {any} */ (wide).stages[0].variants[0].dispatches[0], { x: 70_000 });
  assert.equal(failed(await gpu.load(wide, constants)), 'The network is too large for this GPU.');
  const broken = structuredClone(plan);
  /** @type {any} */ (broken).stages[0].variants[0].dispatches[0].constants.pop();
  assert.match(failed(await gpu.load(broken, constants)), /^The GPU could not do it: .*unresolved/);
  assert.equal(gpu.buffers.size, 0);
  gpu.close();
});

test('memory that runs out', async () => {
  const gpu = await open();
  const { plan, constants } = planned(NET, INPUT);
  const { popErrorScope } = gpu.device;
  let popped = 0;
  gpu.device.popErrorScope = async function () {
    popped += 1;
    const error = await popErrorScope.call(this);
    return popped === 2 ? /** @type {any} */ ({ message: 'out of memory' }) : error;
  };
  assert.equal(failed(await gpu.load(plan, constants)), 'The GPU has too little memory for this network.');
  assert.equal(gpu.buffers.size, 0);
  gpu.close();
});

test('a device lost in mid-run, fifty times in a row: the right numbers every time, and no buffer left', async () => {
  const { plan, constants, inputs, outputs } = planned(NET, INPUT);
  const session = new Session(() => Gpu.open({ gpu: dawn, kernels, software: true }), plan, constants);
  const devices = new Set();
  for (let i = 0; i < 50; i++) {
    assert.ok(!('failed' in (await session.ready())));
    devices.add(session.gpu);
    const running = session.run(inputs);
    // At another moment each time: before anything is sent, while it is computed, while it is read back.
    for (let k = 0; k < i % 5; k++) await turn();
    session.gpu?.device.destroy();
    const ran = await running;
    if ('failed' in ran) throw new Error(ran.failed);
    assert.ok(distance(/** @type {Float32Array} */ (ran.outputs[0]), /** @type {Float32Array} */ (outputs[0])) < 1e-5);
  }
  assert.ok(devices.size > 25, `${devices.size} devices`);
  session.gpu?.close();
  assert.equal(alive.size, 0);
});

test('a device that is always lost is given up', async () => {
  const { plan, constants, inputs } = planned(NET, INPUT);
  let devices = 0;
  const lost = async () => {
    devices += 1;
    const gpu = await open();
    gpu.device.destroy();
    return gpu;
  };
  const session = new Session(lost, plan, constants);
  assert.deepEqual(await session.run(inputs), { failed: 'The GPU was lost.', lost: true });
  assert.equal(devices, 3);
  assert.equal(alive.size, 0);
});

test('of several variants one is chosen, and remembered', async () => {
  const gpu = await open();
  const { plan, constants, inputs, outputs } = planned(NET, INPUT);
  for (const stage of plan.stages) {
    const only = /** @type {GpuVariant} */ (stage.variants[0]);
    stage.variants = ['a', 'b'].map((name) => ({ ...only, name }));
  }
  /** @type {Map<string, string>} */
  const kept = new Map();
  /** @type {import('../../web/engine/gpu.js').Store} */
  const store = { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value) };
  const trials = { store, budget: Infinity };
  const first = await gpu.load(plan, constants, trials);
  if ('failed' in first) throw new Error(first.failed);
  assert.equal(kept.size, plan.stages.length);
  for (const key of kept.keys()) kept.set(key, 'b');
  const second = await gpu.load(plan, constants, trials);
  if ('failed' in second) throw new Error(second.failed);
  assert.deepEqual(second.chosen.map((v) => v.name), plan.stages.map(() => 'b'));
  const ran = await second.run(inputs, { times: true });
  if ('failed' in ran) throw new Error(ran.failed);
  assert.ok(distance(/** @type {Float32Array} */ (ran.outputs[0]), /** @type {Float32Array} */ (outputs[0])) < 1e-5);
  assert.equal(ran.stages?.length, plan.stages.length);
  assert.ok(ran.stages?.every((ms) => ms >= 0));
  first.free();
  second.free();
  assert.equal(gpu.buffers.size, 0);
  gpu.close();
});
