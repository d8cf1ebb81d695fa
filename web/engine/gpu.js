// Carries out a GPU plan (GpuPlan: buffers, shaders, workgroups) on WebGPU. It knows no operation: what is computed is
// the core's matter. What can go wrong on a stranger's machine is an answer, `{failed}`: a sentence for the reader.

import { tried } from './gpu-trials.js';

/** @import {GpuDispatch, GpuPlan, GpuStage, GpuVariant} from '../core.js' */

/**
 * `failed`: why, as a sentence. `lost`: the device went away; a new one may do better.
 * @typedef {{failed: string, lost?: boolean}} Failed
 * `budget`: ms that trials of variants may take in all; `store`: where to remember which were the fastest
 * @typedef {{store?: Store, budget?: number}} Trials
 * @typedef {{get: (key: string) => Promise<string | undefined>, set: (key: string, value: string) => Promise<void>}} Store
 * @typedef {{outputs: Float32Array[], ms: number, stages: number[] | null}} Ran `stages`: ms of each, where they can be had
 * @typedef {{pipeline: GPUComputePipeline, group: GPUBindGroup, dispatch: GpuDispatch}} Ready a dispatch, to be encoded
 */

// GPUBufferUsage's and GPUMapMode's flags.
const MAP_READ = 0x1;
const COPY_SRC = 0x4;
const COPY_DST = 0x8;
const STORAGE = 0x80;
const QUERY_RESOLVE = 0x200;
const READ = 0x1;

/** Vendors whose GPUs keep what workgroups share in ordinary memory. */
const PHONES = ['arm', 'qualcomm', 'img-tec', 'broadcom'];

const MB = 1 << 20;
/** Numbers go up in pieces: one piece waits in memory that the browser shares with the GPU's process. */
const PIECE = 16 * MB;

/** @param {any} why an exception, or a GPUError */
const words = (why) => String(why?.message ?? why).split('\n')[0] ?? '';

export class Gpu {
  /** Buffers that are there. @type {Set<GPUBuffer>} */
  buffers = new Set();
  /** By text. @type {Map<string, Promise<GPUComputePipeline>>} */
  #pipelines = new Map();
  #kernels;
  /** What is guarded, one after another: error scopes are the device's. @type {Promise<unknown>} */
  #turn = Promise.resolve();
  /** Set where the device is gone. */
  lost = false;
  /** Whether memory of workgroups is faster than the GPU's: not on software adapters, and few phones have it. */
  #workgroups;

  /**
   * The first GPU that there is. A software adapter is no gain over the CPU, so it is taken only where it is asked for.
   * @param {{gpu?: GPU, kernels: Record<string, string>, software?: boolean}} wish `kernels`: WGSL by name
   * @returns {Promise<Gpu | Failed>}
   */
  static async open({ gpu, kernels, software = false }) {
    try {
      const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
      if (!gpu || !adapter) return { failed: 'This browser offers no GPU.' };
      if (adapter.info.isFallbackAdapter && !software) return { failed: 'The GPU here is software, slower than the CPU.' };
      const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
      /** @type {GPUFeatureName[]} */
      const features = ['timestamp-query'];
      const device = await adapter.requestDevice({
        requiredFeatures: features.filter((name) => adapter.features.has(name)),
        requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
      });
      return new Gpu(device, adapter.info, kernels);
    } catch (why) {
      return { failed: `The GPU could not be used: ${words(why)}` };
    }
  }

  /** @param {GPUDevice} device @param {GPUAdapterInfo} info @param {Record<string, string>} kernels */
  constructor(device, info, kernels) {
    this.device = device;
    this.name = [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ');
    this.#kernels = kernels;
    this.#workgroups = !info.isFallbackAdapter && !PHONES.includes(info.vendor);
    void device.lost.then(() => this.#gone());
  }

  #gone() {
    this.lost = true;
    for (const buffer of this.buffers) buffer.destroy();
    this.buffers.clear();
    this.#pipelines.clear();
  }

  /** Gives everything back. */
  close() {
    this.#gone();
    this.device.destroy();
  }

  /** @param {number} size in bytes @param {number} usage */
  buffer(size, usage) {
    const buffer = this.device.createBuffer({ size, usage });
    this.buffers.add(buffer);
    return buffer;
  }

  /** @param {GPUBuffer} buffer */
  free(buffer) {
    buffer.destroy();
    this.buffers.delete(buffer);
  }

  /** @param {GpuDispatch} dispatch */
  text({ shader, constants }) {
    const lines = constants.map(({ name, value }) => `const ${name} = ${value};`);
    return [...lines, ...shader.map((name) => this.#kernels[name])].join('\n');
  }

  /** @param {GpuDispatch} dispatch */
  pipeline(dispatch) {
    const code = this.text(dispatch);
    const known = this.#pipelines.get(code);
    if (known) return known;
    const module = this.device.createShaderModule({ code });
    const made = this.device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
    this.#pipelines.set(code, made);
    return made;
  }

  /**
   * Runs `body`, after what was asked for before, and says what went wrong in it, on this side or the GPU's.
   * @template T @param {() => Promise<T>} body @returns {Promise<T | Failed>}
   */
  guarded(body) {
    const done = this.#turn.then(() => this.#guard(body));
    this.#turn = done;
    return done;
  }

  /** @template T @param {() => Promise<T>} body @returns {Promise<T | Failed>} */
  async #guard(body) {
    if (this.lost) return { failed: 'The GPU was lost.', lost: true };
    /** @type {GPUErrorFilter[]} */
    const filters = ['validation', 'out-of-memory', 'internal'];
    for (const filter of filters) this.device.pushErrorScope(filter);
    /** @type {unknown} */
    let thrown;
    const result = await body().catch((why) => {
      thrown = why ?? 'it failed';
    });
    /** @type {(GPUError | null)[]} */
    const errors = [];
    for (const _ of filters) errors.push(await this.device.popErrorScope().catch(() => null));
    if (this.lost) return { failed: 'The GPU was lost.', lost: true };
    const [internal, memory, validation] = errors;
    if (memory) return { failed: 'The GPU has too little memory for this network.' };
    const why = internal ?? validation ?? thrown;
    if (why) return { failed: `The GPU could not do it: ${words(why)}` };
    return /** @type {T} */ (result);
  }

  /**
   * A plan made ready: shaders compiled, constants written, variants chosen. A plan with a problem fails with it.
   * @param {GpuPlan} plan
   * @param {(buffer: number) => Float32Array | null} constants the numbers of the plan's constant and loaded buffers
   * @param {Trials} [trials]
   * @returns {Promise<Loaded | Failed>}
   */
  async load(plan, constants, trials = {}) {
    const problem = plan.problem || this.#beyond(plan);
    if (problem) return { failed: problem };
    const loaded = new Loaded(this, { ...plan, stages: plan.stages.map((stage) => this.#suited(stage)) });
    const done = await this.guarded(() => loaded.prepare(constants, trials));
    if (!done || !('failed' in done)) return loaded;
    loaded.free();
    return done;
  }

  /** A stage without the variants that are made for other GPUs. @param {GpuStage} stage */
  #suited(stage) {
    const variants = stage.variants.filter(({ workgroup }) => workgroup === this.#workgroups);
    return variants.length > 0 ? { ...stage, variants } : stage;
  }

  /** What of a plan is too large for the device, as a sentence. @param {GpuPlan} plan */
  #beyond(plan) {
    const limits = this.device.limits;
    const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
    const largest = Math.max(...plan.buffers.map(({ bytes }) => bytes));
    if (largest > most) return `This GPU takes ${Math.floor(most / MB)} MB at a time, and the network needs ${Math.ceil(largest / MB)} MB.`;
    const dispatches = plan.stages.flatMap(({ variants }) => variants.flatMap((v) => [...v.once, ...v.dispatches]));
    const groups = Math.max(...dispatches.flatMap(({ x, y, z }) => [x, y, z]));
    const bindings = Math.max(...dispatches.map(({ bind }) => bind.length));
    const fits = groups <= limits.maxComputeWorkgroupsPerDimension && bindings <= limits.maxStorageBuffersPerShaderStage;
    return fits ? '' : 'The network is too large for this GPU.';
  }
}

/** A plan on a device. */
export class Loaded {
  #gpu;
  #plan;
  /** The plan's buffers, those that are in use. @type {Map<number, GPUBuffer>} */
  #buffers = new Map();
  /** Each stage's variant. @type {GpuVariant[]} */
  chosen = [];
  /** @type {Ready[][]} */
  #stages = [];

  /** @param {Gpu} gpu @param {GpuPlan} plan */
  constructor(gpu, plan) {
    this.#gpu = gpu;
    this.#plan = plan;
  }

  free() {
    for (const buffer of this.#buffers.values()) this.#gpu.free(buffer);
    this.#buffers.clear();
  }

  /** @param {(buffer: number) => Float32Array | null} constants @param {Trials} how */
  async prepare(constants, how) {
    const { stages } = this.#plan;
    const trials = await tried(this.#gpu, stages, how);
    // Those of which one is to be found out, and those that are settled.
    const variants = stages.flatMap((stage, i) => trials.known[i] ?? stage.variants);
    await Promise.all(variants.flatMap((v) => [...v.once, ...v.dispatches]).map((d) => this.#gpu.pipeline(d)));
    this.#make(variants, constants);
    const once = await Promise.all(variants.flatMap((v) => v.once).map((d) => this.#ready(d)));
    this.#submit((pass) => encode(pass, once));
    this.chosen = await trials.settle((variant) => Promise.all(variant.dispatches.map((d) => this.#ready(d))));
    this.#stages = await Promise.all(this.chosen.map((v) => Promise.all(v.dispatches.map((d) => this.#ready(d)))));
    this.#drop();
  }

  /** The buffers that these variants use, with the constants written. @param {GpuVariant[]} variants @param {(buffer: number) => Float32Array | null} constants */
  #make(variants, constants) {
    const { buffers, inputs, outputs, kept } = this.#plan;
    const bound = variants.flatMap((v) => [...v.once, ...v.dispatches]).flatMap(({ bind }) => bind);
    const usage = STORAGE | COPY_DST | COPY_SRC;
    for (const { buffer: index } of [...bound, ...inputs, ...outputs, ...kept]) {
      if (this.#buffers.has(index)) continue;
      const { bytes, kind } = buffers[index] ?? { bytes: 0, kind: '' };
      const buffer = this.#gpu.buffer(bytes, usage);
      this.#buffers.set(index, buffer);
      if (kind !== 'constant' && kind !== 'loaded') continue;
      for (let at = 0; at < bytes; at += PIECE) {
        const numbers = constants(index)?.subarray(at / 4, (at + PIECE) / 4);
        if (!numbers) throw new Error('a constant has no numbers');
        this.#gpu.device.queue.writeBuffer(buffer, at, /** @type {Float32Array<ArrayBuffer>} */ (numbers));
      }
    }
  }

  /** Gives back what only `once` read, and what only variants that were not chosen would. */
  #drop() {
    const { inputs, outputs, kept } = this.#plan;
    const used = new Set([...inputs, ...outputs, ...kept, ...this.chosen.flatMap((v) => v.dispatches.flatMap((d) => d.bind))].map((b) => b.buffer));
    for (const [index, buffer] of this.#buffers) {
      if (used.has(index)) continue;
      this.#gpu.free(buffer);
      this.#buffers.delete(index);
    }
  }

  /** @param {GpuDispatch} dispatch @returns {Promise<Ready>} */
  async #ready(dispatch) {
    const pipeline = await this.#gpu.pipeline(dispatch);
    const entries = dispatch.bind.map(({ at, buffer, offset, bytes }) => {
      const from = /** @type {GPUBuffer} */ (this.#buffers.get(buffer));
      return { binding: at, resource: { buffer: from, offset, size: bytes } };
    });
    const group = this.#gpu.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    return { pipeline, group, dispatch };
  }

  /** @param {(pass: GPUComputePassEncoder) => void} fill */
  #submit(fill) {
    const encoder = this.#gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    fill(pass);
    pass.end();
    this.#gpu.device.queue.submit([encoder.finish()]);
  }

  /**
   * Runs the plan on these numbers of its inputs. `places`: what to
   * read back; the plan's outputs. `times`: of each stage too.
   * @param {Float32Array[]} inputs
   * @param {{places?: {buffer: number, offset: number, bytes: number}[], times?: boolean}} [how]
   * @returns {Promise<Ran | Failed>}
   */
  run(inputs, { places = this.#plan.outputs, times = false } = {}) {
    return this.#gpu.guarded(() => this.#run(inputs, places, times));
  }

  /** Adds what a run computes to a pass, on the inputs as they are. @param {GPUComputePassEncoder} pass */
  encode(pass) {
    for (const stage of this.#stages) encode(pass, stage);
  }

  /** @param {Float32Array[]} inputs @param {{buffer: number, offset: number, bytes: number}[]} places @param {boolean} times @returns {Promise<Ran>} */
  async #run(inputs, places, times) {
    const { device } = this.#gpu;
    const began = performance.now();
    for (const [i, { buffer, offset }] of this.#plan.inputs.entries()) {
      const to = /** @type {GPUBuffer} */ (this.#buffers.get(buffer));
      device.queue.writeBuffer(to, offset, /** @type {Float32Array<ArrayBuffer>} */ (inputs[i]));
    }
    const encoder = device.createCommandEncoder();
    const clock = times && device.features.has('timestamp-query') ? new Clock(this.#gpu, this.#stages.length) : null;
    if (clock) {
      for (const [i, stage] of this.#stages.entries()) {
        const pass = encoder.beginComputePass(clock.of(i));
        encode(pass, stage);
        pass.end();
      }
    } else {
      const pass = encoder.beginComputePass();
      this.encode(pass);
      pass.end();
    }
    const bytes = places.reduce((sum, place) => sum + place.bytes, 0);
    const back = this.#gpu.buffer(bytes, MAP_READ | COPY_DST);
    try {
      let at = 0;
      for (const { buffer, offset, bytes } of places) {
        encoder.copyBufferToBuffer(/** @type {GPUBuffer} */ (this.#buffers.get(buffer)), offset, back, at, bytes);
        at += bytes;
      }
      clock?.resolve(encoder);
      device.queue.submit([encoder.finish()]);
      await back.mapAsync(READ);
      const ms = performance.now() - began;
      const all = new Float32Array(back.getMappedRange().slice(0));
      at = 0;
      const outputs = places.map(({ bytes }) => all.subarray(at / 4, (at += bytes) / 4));
      return { outputs, ms, stages: clock ? await clock.read() : null };
    } finally {
      this.#gpu.free(back);
      clock?.free();
    }
  }
}

/** @param {GPUComputePassEncoder} pass @param {Ready[]} list */
export function encode(pass, list) {
  for (const { pipeline, group, dispatch } of list) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(dispatch.x, dispatch.y, dispatch.z);
  }
}

/** The GPU's own clock, read around passes. */
export class Clock {
  #gpu;
  #queries;
  #times;
  #back;

  /** @param {Gpu} gpu @param {number} passes */
  constructor(gpu, passes) {
    this.#gpu = gpu;
    this.passes = passes;
    const size = passes * 16;
    this.#queries = gpu.device.createQuerySet({ type: 'timestamp', count: passes * 2 });
    this.#times = gpu.buffer(size, QUERY_RESOLVE | COPY_SRC);
    this.#back = gpu.buffer(size, MAP_READ | COPY_DST);
  }

  /** @param {number} pass @returns {GPUComputePassDescriptor} */
  of(pass) {
    return {
      timestampWrites: { querySet: this.#queries, beginningOfPassWriteIndex: pass * 2, endOfPassWriteIndex: pass * 2 + 1 },
    };
  }

  /** After the last pass. @param {GPUCommandEncoder} encoder */
  resolve(encoder) {
    encoder.resolveQuerySet(this.#queries, 0, this.passes * 2, this.#times, 0);
    encoder.copyBufferToBuffer(this.#times, 0, this.#back, 0, this.passes * 16);
  }

  /** The passes' times in ms, after they were submitted. */
  async read() {
    await this.#back.mapAsync(READ);
    const ns = new BigInt64Array(this.#back.getMappedRange().slice(0));
    this.#back.unmap();
    return Array.from({ length: this.passes }, (_, i) => Math.max(0, Number((ns[2 * i + 1] ?? 0n) - (ns[2 * i] ?? 0n)) / 1e6));
  }

  free() {
    this.#queries.destroy();
    this.#gpu.free(this.#times);
    this.#gpu.free(this.#back);
  }
}
