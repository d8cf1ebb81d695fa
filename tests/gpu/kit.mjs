// What the GPU's tests share: a GPU in Node, and a network's numbers on it beside the CPU's.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../web/build/shell.mjs';
import { Gpu } from '../../web/engine/gpu.js';
import { core } from '../cli/core.mjs';

export { chance } from '../cli/draw.mjs';

/** @import {GpuPlan, Trace} from '../../web/core.js' */

// Its own types are an older WebGPU than the one that TypeScript knows.
const { create, globals } = await import(/** @type {string} */ ('webgpu'));
Object.assign(globalThis, globals);

export const HEAD = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

/** @type {Record<string, string>} */
export const kernels = JSON.parse(readFileSync(join(ROOT, 'dist/kernels.json'), 'utf8'));

/** Dawn, which has to outlive what is made of it; its software adapter is what tests/run.mjs points it to. @type {GPU} */
export const dawn = create([]);

export const { raw } = await core();

/** @param {{gpu?: GPU}} [how] @returns {Promise<Gpu>} */
export async function open({ gpu = dawn } = {}) {
  const opened = await Gpu.open({ gpu, kernels, software: true });
  if (!(opened instanceof Gpu)) throw new Error(`${opened.failed} (npm test sets a software GPU up)`);
  return opened;
}

/**
 * A program run on the CPU and made ready for the GPU. `lenient`: it may be wrong, or without a plan, which is then a
 * problem of the plan.
 * @param {string} source
 * @param {string} input
 * @param {{eval?: boolean, fill?: string, keep?: boolean, model?: string, lenient?: boolean}} [how]
 */
export function planned(source, input, { eval: evaluation = true, fill = 'randn', keep = false, model = '', lenient = false } = {}) {
  /** @type {Trace} */
  const trace = JSON.parse(raw.start(source, model, input, evaluation, fill, 1, new Float32Array(0)));
  if (!lenient) assert.equal(trace.error, null, JSON.stringify(trace.error));
  /** @type {GpuPlan} */
  const plan = JSON.parse(raw.gpu_plan(keep));
  // Until the next start.
  const numbers = new Map(plan.buffers.map(({ kind }, i) => [i, kind === 'constant' || kind === 'loaded' ? Float32Array.from(raw.tensor(i, 'constant', 0) ?? []) : null]));
  const all = (/** @type {string} */ which, /** @type {number} */ n) =>
    Array.from({ length: n }, (_, i) => Float32Array.from(raw.tensor(i, which, 0) ?? []));
  return {
    trace,
    plan,
    inputs: all('input', plan.inputs.length),
    outputs: all('output', plan.outputs.length),
    constants: (/** @type {number} */ i) => numbers.get(i) ?? null,
    step: (/** @type {number} */ i) => Float32Array.from(raw.tensor(i, 'out', 0) ?? []),
  };
}

/** How far numbers are from those wanted, as a part of the largest of these. @param {Float32Array} got @param {Float32Array} want */
export function distance(got, want) {
  assert.equal(got.length, want.length);
  let [largest, worst] = [0, 0];
  for (const [i, x] of want.entries()) {
    const y = got[i] ?? NaN;
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    const d = Math.abs(x - y);
    if (!Number.isFinite(d)) return Infinity;
    worst = Math.max(worst, d);
  }
  for (const x of want) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
  return worst / (largest || 1);
}

/**
 * Runs what is planned on the GPU and compares each output with the CPU's; shaders are compiled side by side first.
 * @param {Gpu} gpu @param {(ReturnType<typeof planned> & {what: string})[]} all @param {number} [within]
 */
export async function compared(gpu, all, within = 1e-5) {
  const first = all.flatMap(({ plan }) => plan.stages.flatMap(({ variants }) => variants.find(({ workgroup }) => !workgroup) ?? variants[0] ?? []));
  await Promise.all(first.flatMap(({ once, dispatches }) => [...once, ...dispatches]).map((d) => gpu.pipeline(d).catch(() => {})));
  for (const { plan, constants, inputs, outputs, what } of all) {
    const loaded = await gpu.load(plan, constants);
    if ('failed' in loaded) throw new Error(`${loaded.failed}\n${what}`);
    const ran = await loaded.run(inputs);
    loaded.free();
    if ('failed' in ran) throw new Error(`${ran.failed}\n${what}`);
    for (const [i, want] of outputs.entries()) {
      const off = distance(/** @type {Float32Array} */ (ran.outputs[i]), want);
      assert.ok(off <= within, `output ${i} is ${off} of its largest number off\n${what}`);
    }
  }
}

/**
 * Runs a program on both and compares each output; gives the plan. With `variant` each stage is done the way that has
 * this in its name, where there is one.
 * @param {Gpu} gpu @param {string} source @param {string} input
 * @param {Parameters<typeof planned>[2] & {within?: number, variant?: string}} [how]
 */
export async function same(gpu, source, input, { within = 1e-5, variant, ...how } = {}) {
  const ready = planned(source, input, how);
  assert.equal(ready.plan.problem, '', source);
  for (const stage of variant ? ready.plan.stages : []) {
    const wanted = stage.variants.filter(({ name }) => name.includes(/** @type {string} */ (variant)));
    if (wanted.length > 0) stage.variants = wanted;
  }
  await compared(gpu, [{ ...ready, what: `${source}\n${input}` }], within);
  return ready.plan;
}
