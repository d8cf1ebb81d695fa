// Which variant of a stage is the fastest on this GPU: found out once by running each for a moment, then remembered.

import { Clock, encode } from './gpu.js';

/** @import {GpuStage, GpuVariant} from '../core.js' */
/** @import {Gpu, Ready, Trials} from './gpu.js' */

const BUDGET = 200;
/** Runs of a variant, of which the fastest counts. */
const RUNS = 3;

/**
 * The variants that are settled already, by stage, and a way to settle the others once all is ready to run.
 * @param {Gpu} gpu @param {GpuStage[]} stages @param {Trials} how
 */
export async function tried(gpu, stages, { store, budget = BUDGET }) {
  /** Stages that do the same have one key. @param {GpuStage} stage */
  const keyOf = ({ variants }) =>
    `${gpu.name}: ${variants.map((v) => v.dispatches.map((d) => `${d.shader} ${d.constants.map((c) => `${c.name}=${c.value}`)} ${[d.x, d.y, d.z]}`)).join(' | ')}`;
  /** @type {Map<string, string>} names by key */
  const names = new Map();
  for (const stage of stages) {
    if (stage.variants.length < 2 || names.has(keyOf(stage))) continue;
    const name = await store?.get(keyOf(stage)).catch(() => undefined);
    if (name !== undefined) names.set(keyOf(stage), name);
  }
  /** @param {GpuStage} stage */
  const settled = (stage) =>
    stage.variants.length < 2 ? stage.variants[0] : stage.variants.find((v) => v.name === names.get(keyOf(stage)));

  /** @param {(variant: GpuVariant) => Promise<Ready[]>} ready @returns {Promise<GpuVariant[]>} */
  const settle = async (ready) => {
    const began = performance.now();
    for (const stage of stages) {
      if (settled(stage) || performance.now() - began > budget) continue;
      const times = [];
      for (const variant of stage.variants) {
        const ms = await time(gpu, await ready(variant), budget - (performance.now() - began));
        times.push({ name: variant.name, ms });
      }
      const best = times.reduce((a, b) => (b.ms < a.ms ? b : a));
      names.set(keyOf(stage), best.name);
      // What the time did not suffice for is found out the next time.
      if (times.every(({ ms }) => ms < Infinity)) await store?.set(keyOf(stage), best.name).catch(() => {});
    }
    return stages.map((stage) => /** @type {GpuVariant} */ (settled(stage) ?? stage.variants[0]));
  };
  return { known: stages.map(settled), settle };
}

/**
 * The ms of the fastest of a few runs; infinite where there is no time left for one.
 * @param {Gpu} gpu @param {Ready[]} list @param {number} left
 */
async function time(gpu, list, left) {
  const began = performance.now();
  const clock = gpu.device.features.has('timestamp-query') ? new Clock(gpu, 1) : null;
  let best = Infinity;
  try {
    for (let run = 0; run < RUNS && performance.now() - began < left; run++) {
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass(clock?.of(0));
      encode(pass, list);
      pass.end();
      clock?.resolve(encoder);
      const start = performance.now();
      gpu.device.queue.submit([encoder.finish()]);
      await gpu.device.queue.onSubmittedWorkDone();
      const ms = clock ? (await clock.read())[0] : performance.now() - start;
      if (ms !== undefined) best = Math.min(best, ms);
    }
  } finally {
    clock?.free();
  }
  return best;
}
