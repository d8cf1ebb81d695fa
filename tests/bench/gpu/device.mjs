// Our plans on a GPU in Node, layer by layer and way by way, beside TensorFlow.js on the same GPU in the same process.
//
// Times are the GPU's own, of many runs in one pass. A GPU that waits between two measurements clocks itself down to a
// third: so each series is sent off right behind a sixth of a second of multiplications, with nothing between them.
// A run of everything is kept in tests/bench/results/, under the device's name.

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { Sorry, follow, say } from '../../../web/build/say.mjs';
import { ROOT } from '../../../web/build/shell.mjs';
import { Clock, Gpu, encode } from '../../../web/engine/gpu.js';
import { distance, kernels, planned } from '../../gpu/kit.mjs';
import { PEERS, peerSteps } from '../peers.mjs';
import { layers, networks, weightOf } from './layers.mjs';

/** @import {GpuPlan} from '../../../web/core.js' */
/** @import {Ready} from '../../../web/engine/gpu.js' */
/** @import {Layer} from './layers.mjs' */

const { create } = await import(/** @type {string} */ ('webgpu'));

const WARM_MS = 160;
const SERIES_MS = 4;
const MOST_RUNS = 400;
const LOOPS = 1024;
const THREADS = 256;
/** GPUBufferUsage's flag. */
const STORAGE = 0x80;
/** Multiplications and additions of one workgroup of peak.wgsl: eight chains of four. */
const PEAK_FLOPS = 2 * 8 * 4 * LOOPS * THREADS;
/** What a dispatch of peak.wgsl should take at least. */
const PEAK_MS = 1.5;

const RESULTS = join(ROOT, 'tests/bench/results');
const COUNTED = 'GFLOP/s and the part of the peak are by the direct convolution’s count of operations: Winograd does fewer, and may pass 100 %.';

/** @typedef {{name: string, best: number, middle: number, off: number}} Row µs; `off`, from the CPU's, of the largest */
/** @typedef {{layer: string, flops: number, pick: string, peak: number, clock: string, rows: Row[]}} Result */

/** What the driver says of the GPU's clock, where it can be asked. */
const clock = () =>
  promisify(execFile)('nvidia-smi', ['--query-gpu=clocks.sm', '--format=csv,noheader']).then(({ stdout }) => stdout.trim(), () => '');

/** A device that is kept awake, with its own peak. */
class Awake {
  /** @type {Ready[]} */
  #peak = [];
  /** Workgroups of a dispatch, and its ms as it was last. */
  #groups = 8;
  #ms = WARM_MS;

  /** @param {Gpu} gpu */
  constructor(gpu) {
    this.gpu = gpu;
  }

  async start() {
    const { device } = this.gpu;
    const dispatch = { shader: ['peak'], constants: [{ name: 'LOOPS', value: LOOPS }], bind: [], x: this.#groups, y: 1, z: 1 };
    const pipeline = await this.gpu.pipeline(dispatch);
    for (; ; this.#groups *= 4) {
      const buffer = this.gpu.buffer(this.#groups * THREADS * 16, STORAGE);
      const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 1, resource: { buffer } }] });
      this.#peak = [{ pipeline, group, dispatch: { ...dispatch, x: this.#groups } }];
      this.#ms = WARM_MS;
      for (let i = 0; i < 3; i++) await this.time([], [], WARM_MS / 4);
      if (this.#ms >= PEAK_MS) return this;
    }
  }

  /**
   * Runs each of `fills` so many times in a pass of its own, all behind `ms` of work; the ms of one run of each. The
   * last entry is of peak.wgsl.
   * @param {((pass: GPUComputePassEncoder) => void)[]} fills @param {number[]} counts @param {number} [ms]
   */
  async time(fills, counts, ms = WARM_MS) {
    const { device } = this.gpu;
    this.warm(ms);
    const clock = new Clock(this.gpu, fills.length + 1);
    const encoder = device.createCommandEncoder();
    for (const [i, fill] of [...fills, (/** @type {GPUComputePassEncoder} */ pass) => encode(pass, this.#peak)].entries()) {
      const pass = encoder.beginComputePass(clock.of(i));
      for (let n = 0; n < (counts[i] ?? 1); n++) fill(pass);
      pass.end();
    }
    clock.resolve(encoder);
    device.queue.submit([encoder.finish()]);
    const times = (await clock.read()).map((ms, i) => ms / Math.max(counts[i] ?? 1, 1));
    clock.free();
    this.#ms = times.at(-1) || this.#ms;
    return times;
  }

  /** Sends multiplications off, and does not wait. @param {number} [ms] */
  warm(ms = WARM_MS) {
    for (let sent = 0; sent < ms; sent += this.#ms) {
      const encoder = this.gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      encode(pass, this.#peak);
      pass.end();
      this.gpu.device.queue.submit([encoder.finish()]);
    }
  }

  get gflops() {
    return (PEAK_FLOPS * this.#groups) / this.#ms / 1e6;
  }
}

/** TensorFlow.js' WebGPU back-end, its work put into one pass at a time, which is timed as ours is. */
class TensorFlow {
  /** @param {any} tf @param {Awake} awake its device */
  constructor(tf, awake) {
    this.tf = tf;
    this.awake = awake;
  }

  /** @param {GPU} gpu @param {Record<string, string>} texts */
  static async open(gpu, texts) {
    Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
    const require = createRequire(join(PEERS, 'peers.cjs'));
    const tf = require(/** @type {string} */ ('@tensorflow/tfjs-core'));
    require(/** @type {string} */ ('@tensorflow/tfjs-backend-webgpu'));
    await tf.setBackend('webgpu');
    await tf.ready();
    tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 1e9);
    const { device } = tf.backend();
    return new TensorFlow(tf, await new Awake(new Gpu(device, device.adapterInfo, texts)).start());
  }

  /** Sends off what it has gathered. */
  #submit() {
    const backend = this.tf.backend();
    backend.endComputePassEncoder();
    if (backend.commandEncoder) backend.submitQueue();
  }

  /** The ms of one of `count` runs of `run`. @param {() => any} run @param {number} count */
  async time(run, count) {
    const { device } = this.awake.gpu;
    this.#submit();
    this.awake.warm();
    const clock = new Clock(this.awake.gpu, 1);
    const { beginComputePass } = GPUCommandEncoder.prototype;
    let passes = 0;
    GPUCommandEncoder.prototype.beginComputePass = function () {
      passes += 1;
      return beginComputePass.call(this, clock.of(0));
    };
    for (let i = 0; i < count; i++) this.tf.dispose(run());
    this.#submit();
    GPUCommandEncoder.prototype.beginComputePass = beginComputePass;
    const encoder = device.createCommandEncoder();
    clock.resolve(encoder);
    device.queue.submit([encoder.finish()]);
    const [ms = NaN] = await clock.read();
    clock.free();
    return passes === 1 ? ms / count : NaN;
  }
}

/** A plan in which each stage is done by the variant of this name. @param {GpuPlan} plan @param {string} name */
const only = (plan, name) => ({ ...plan, stages: plan.stages.map((s) => ({ ...s, variants: s.variants.filter((v) => v.name === name) })) });

/** @param {number[]} a */
const middle = (a) => a.sort((x, y) => x - y)[a.length >> 1] ?? NaN;

/**
 * One layer: all ways that the plan has for it, and TensorFlow.js.
 * @param {Awake} awake @param {TensorFlow | null} peer @param {Layer} layer @param {number} rounds @returns {Promise<Result>}
 */
async function measure(awake, peer, { name, net, input, tf }, rounds) {
  const { trace, plan, inputs, outputs, constants } = planned(net, input.join());
  const [x, truth] = [/** @type {Float32Array} */ (inputs[0]), /** @type {Float32Array} */ (outputs[0])];
  const chosen = await loaded(awake.gpu, plan, constants, Infinity);
  // A network is timed as its trials settle it, a layer in every way that there is.
  const [stage, ...more] = chosen.chosen;
  const pick = stage && more.length === 0 ? stage.name : '';
  const names = pick ? plan.stages.flatMap(({ variants }) => variants.map(({ name }) => name)) : ['the whole network'];
  const ways = [];
  for (const name of names) {
    const plain = pick ? await loaded(awake.gpu, only(plan, name), constants, 0) : chosen;
    const ran = await plain.run(inputs);
    if ('failed' in ran) throw new Error(ran.failed);
    const fill = (/** @type {GPUComputePassEncoder} */ pass) => plain.encode(pass);
    ways.push({ name, plain, fill, off: distance(/** @type {Float32Array} */ (ran.outputs[0]), truth), all: /** @type {number[]} */ ([]) });
  }
  if (pick) chosen.free();
  const fills = ways.map(({ fill }) => fill);
  const counts = (await awake.time(fills, ways.map(() => 1))).slice(0, -1).map(runs);
  const theirs = /** @type {number[]} */ ([]);
  let [off, count] = [NaN, 1];
  const run = tf && peer && tf(peer.tf, x, weightOf(plan, constants));
  if (run) {
    const y = run();
    const got = await peer.tf.tidy(() => (y.rank === 4 ? peer.tf.transpose(y, [0, 3, 1, 2]) : peer.tf.clone(y))).data();
    off = distance(got, truth);
    count = runs(await peer.time(run, 1));
  }
  let [speed, at] = [0, ''];
  for (let round = 0; round < rounds; round++) {
    const times = await awake.time(fills, counts);
    for (const [i, way] of ways.entries()) way.all.push(/** @type {number} */ (times[i]));
    if (awake.gflops > speed) [speed, at] = [awake.gflops, await clock()];
    if (run) theirs.push(await peer.time(run, count));
  }
  for (const { plain } of ways) plain.free();
  const rows = ways.map(({ name, all, off }) => ({ name, best: 1e3 * Math.min(...all), middle: 1e3 * middle(all), off }));
  if (run) rows.push({ name: 'TensorFlow.js', best: 1e3 * Math.min(...theirs), middle: 1e3 * middle(theirs), off });
  return { layer: name, flops: 2 * trace.macs, pick, peak: speed, clock: at, rows };
}

/** How often to run what takes so many ms. @param {number} ms */
const runs = (ms) => Math.min(MOST_RUNS, Math.max(1, Math.ceil(SERIES_MS / Math.max(ms, 1e-3))));

/** @param {Gpu} gpu @param {GpuPlan} plan @param {(buffer: number) => Float32Array | null} constants @param {number} budget */
async function loaded(gpu, plan, constants, budget) {
  const ready = await gpu.load(plan, constants, { budget });
  if ('failed' in ready) throw new Error(ready.failed);
  return ready;
}

/** @param {string[]} options */
export async function device(options) {
  const { values } = parseArgs({
    args: options,
    options: {
      layer: { type: 'string', default: '' },
      rounds: { type: 'string', default: '5' },
      narrower: { type: 'string', default: '1' },
      node: { type: 'boolean' },
      seconds: { type: 'string', default: '600' },
    },
  });
  await follow(peerSteps());
  const began = performance.now();
  const texts = { ...kernels, peak: readFileSync(join(ROOT, 'tests/bench/gpu/peak.wgsl'), 'utf8') };
  const dawn = /** @type {GPU} */ (create(['enable-dawn-features=allow_unsafe_apis', 'disable-dawn-features=timestamp_quantization']));
  const gpu = await Gpu.open({ gpu: dawn, kernels: texts, software: true });
  if ('failed' in gpu) throw new Sorry(gpu.failed);
  const awake = await new Awake(gpu).start();
  const peer = await TensorFlow.open(dawn, texts).catch((why) => {
    say(`TensorFlow.js: ${why}`);
    return null;
  });
  /** @type {string[]} */
  const lines = [];
  const tell = (/** @type {string} */ line) => {
    lines.push(line);
    say(line);
  };
  tell(`${gpu.name}: ${awake.gflops.toFixed(0)} GFLOP/s at most (fma, float32). µs a run, best / middle; ▸ is the trial's pick.`);
  tell(COUNTED);
  /** @type {Result[]} */
  const all = [];
  const narrower = Number(values.narrower);
  const wanted = [...layers(narrower), ...(narrower > 1 ? [] : networks())].filter(({ name }) => name.includes(values.layer));
  for (const layer of wanted) {
    if (performance.now() - began > 1000 * Number(values.seconds)) {
      say(`No time left for ${layer.name}.`);
      continue;
    }
    try {
      const result = await measure(awake, peer, layer, Number(values.rounds));
      all.push(result);
      report(result, tell);
    } catch (why) {
      say(`\n${layer.name}: ${why}`);
    }
  }
  if (all.length < layers().length + networks().length) return;
  const { vendor, architecture, device } = gpu.device.adapterInfo;
  const file = join(RESULTS, (device || `${vendor} ${architecture}`).toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(`${file}.txt`, `${lines.join('\n')}\n`);
  writeFileSync(`${file}.json`, `${JSON.stringify({ gpu: gpu.name, results: all })}\n`);
  say(`\nKept in ${file}.txt and .json.`);
}

/** @param {Result} result @param {(line: string) => void} tell */
function report({ layer, flops, pick, peak, clock, rows }, tell) {
  tell(`\n${layer}: ${(flops / 1e6).toFixed(1)} MFLOP; ${peak.toFixed(0)} GFLOP/s at most${clock && `, ${clock}`}`);
  const theirs = rows.find(({ name }) => name === 'TensorFlow.js');
  for (const { name, best, middle, off } of rows) {
    const speed = flops / best / 1e3;
    const ratio = theirs && name !== theirs.name ? `  ${(theirs.best / best).toFixed(2)} / ${(theirs.middle / middle).toFixed(2)} × TensorFlow.js` : '';
    tell(
      `${name === pick ? '▸' : ' '} ${name.padEnd(22)} ${best.toFixed(1).padStart(9)} / ${middle.toFixed(1).padEnd(9)} ` +
        `${speed.toFixed(0).padStart(6)} GFLOP/s ${((100 * speed) / peak).toFixed(1).padStart(5)} %  off ${off.toExponential(1)}${ratio}`,
    );
  }
}
