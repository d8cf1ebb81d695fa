// What the GPU's tests share: a GPU in Node, and a network's numbers on it beside the CPU's.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../web/build/shell.mjs';
import { Gpu } from '../../web/engine/gpu.js';
import { core } from '../cli/core.mjs';

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
 * A program run on the CPU and made ready for the GPU.
 * @param {string} source
 * @param {string} input
 * @param {{eval?: boolean, fill?: string, keep?: boolean, model?: string}} [how]
 */
export function planned(source, input, { eval: evaluation = true, fill = 'randn', keep = false, model = '' } = {}) {
  /** @type {Trace} */
  const trace = JSON.parse(raw.start(source, model, input, evaluation, fill, 1, new Float32Array(0)));
  assert.equal(trace.error, null, JSON.stringify(trace.error));
  /** @type {GpuPlan} */
  const plan = JSON.parse(raw.gpu_plan(keep));
  const all = (/** @type {string} */ which, /** @type {number} */ n) =>
    Array.from({ length: n }, (_, i) => Float32Array.from(raw.tensor(i, which, 0) ?? []));
  return {
    trace,
    plan,
    inputs: all('input', plan.inputs.length),
    outputs: all('output', plan.outputs.length),
    constants: (/** @type {number} */ i) => raw.tensor(i, 'constant', 0),
    step: (/** @type {number} */ i) => Float32Array.from(raw.tensor(i, 'out', 0) ?? []),
  };
}

/** Draws that are the same in every run. @param {string} name */
export function chance(name) {
  let state = [...name].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
  const int = (/** @type {number} */ least, /** @type {number} */ most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return least + Math.floor((state / 2 ** 32) * (most - least + 1));
  };
  const of = (/** @type {(string | undefined)[]} */ ...all) => all[int(0, all.length - 1)] ?? '';
  return { int, of, yes: () => of('True', 'False') };
}

/** How far numbers are from those wanted, as a part of the largest of these. @param {Float32Array} got @param {Float32Array} want */
export function distance(got, want) {
  assert.equal(got.length, want.length);
  let [largest, worst] = [0, 0];
  for (const [i, x] of want.entries()) {
    largest = Math.max(largest, Math.abs(x));
    const d = Math.abs(x - (got[i] ?? NaN));
    worst = d <= worst || (Number.isNaN(x) && Number.isNaN(got[i])) || x === got[i] ? worst : d;
    if (Number.isNaN(d) && !Number.isNaN(x) && x !== got[i]) return Infinity;
  }
  return worst / (largest || 1);
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
  const loaded = await gpu.load(ready.plan, ready.constants);
  if ('failed' in loaded) throw new Error(`${loaded.failed}\n${source}`);
  const ran = await loaded.run(ready.inputs);
  loaded.free();
  if ('failed' in ran) throw new Error(`${ran.failed}\n${source}`);
  for (const [i, want] of ready.outputs.entries()) {
    const off = distance(/** @type {Float32Array} */ (ran.outputs[i]), want);
    assert.ok(off <= within, `output ${i} is ${off} of its largest number off\n${source}\n${input}`);
  }
  return ready.plan;
}
