// Ours behind the benchmark's functions: for single layers the kernels alone, for networks the core as the page has it,
// which runs their PyTorch programs, then repeats them by plan.

import { channelsFirst, channelsLast, count } from './models.mjs';
import { program } from './networks.mjs';

/** @typedef {import('./engines.mjs').Engine} Engine */

/**
 * @param {'simd' | 'relaxed'} build
 * @param {boolean} [inPlace] the input is written into the engine's memory by who makes it, and the output read there
 * @returns {Engine}
 */
export function ours(build, inPlace = false) {
  /** @type {any} */
  let core;
  /** @type {Float32Array} */
  let memory = new Float32Array(0);
  // The memory's old array is empty once the memory has grown.
  const all = () => (memory.length > 0 ? memory : (memory = new Float32Array(core.memory.buffer)));
  const put = (/** @type {Float32Array} */ values) => {
    const at = core.bench_floats(values.length);
    all().set(values, at / 4);
    return at;
  };
  return {
    async load() {
      const none = new Proxy({}, { get: () => () => 0 });
      const imports = { env: none, wasi_snapshot_preview1: none };
      const { instance } = await WebAssembly.instantiateStreaming(fetch(`/ours/bench_kernels_${build}.wasm`), imports);
      core = instance.exports;
      core._initialize();
    },
    async prepare(model) {
      if (model.nodes.length > 1) return network(build, model);
      const [n] = model.nodes;
      const [weight, bias] = [put(n.weight), put(n.bias)];
      const layer =
        n.op === 'fc'
          ? core.bench_linear(n.in, n.out, weight, bias)
          : core.bench_conv(n.in, n.out, n.inShape[1], n.kernel, n.stride, n.pad, n.groups, Number(n.relu), -1, weight, bias);
      if (n.op !== 'fc') [weight, bias].forEach((at) => core.bench_free(at));
      const x = channelsLast(model.x, model.input);
      // The rows go to their places in the padded input, with no copy between.
      const rows = n.pad > 0 ? n.inShape[1] : 1;
      const line = x.length / rows;
      const between = n.pad > 0 ? (n.inShape[1] + 2 * n.pad) * n.in : 0;
      const lines = Array.from({ length: rows }, (_, i) => x.subarray(i * line, (i + 1) * line));
      const [from, to, floats] = [core.bench_input(layer), core.bench_output(layer), count(n.outShape)];
      const write = () => lines.forEach((line, i) => all().set(line, from / 4 + i * between));
      const run = () => {
        if (!inPlace) write();
        core.bench_run(layer);
        return inPlace ? all().subarray(to / 4, to / 4 + floats) : all().slice(to / 4, to / 4 + floats);
      };
      if (inPlace) write();
      return { run, first: (output) => channelsFirst(output, n.outShape), drop: () => core.bench_drop(layer) };
    },
  };
}

/**
 * A network on the core, with the model's weights in place of those that were drawn.
 * @param {'simd' | 'relaxed'} build @param {import('./models.mjs').Model} model
 * @returns {Promise<import('./engines.mjs').Ready>}
 */
export async function network(build, model) {
  const core = await whole(build);
  start(core, model);
  const run = () => {
    if (!core.again(model.x)) throw new Error('it cannot be run again');
    return core.tensor(0, 'output', 0).slice();
  };
  return { run, first: (output) => output, drop: () => core.start('', '', '', true, 'zeros', 0, new Float32Array(0)) };
}

/** The core as the page has it once all of it is there. @param {'simd' | 'relaxed'} build */
async function whole(build) {
  const { default: create } = await import(`/core-${build}/core.js`);
  const core = await create({ atOnce: true });
  await core.whole();
  return core;
}

/** Runs the model's program once, then gives it the model's weights. @param {any} core @param {import('./models.mjs').Model} model */
function start(core, model) {
  const trace = JSON.parse(core.start(program(model), '', [1, ...model.input].join(), true, 'zeros', 0, new Float32Array(0)));
  if (trace.error) throw new Error(trace.error.message);
  for (const n of model.nodes.filter((n) => n.weight)) {
    const at = trace.steps.findIndex((/** @type {{ path: string }} */ s) => s.path === n.name);
    core.tensor(at, 'parameter', 0).set(n.weight);
    core.tensor(at, 'parameter', 1).set(n.bias);
  }
}

/** Our plans on WebGPU. @returns {Engine} */
export function oursGpu() {
  /** @type {any} */
  let core;
  /** @type {any} */
  let gpu;
  return {
    async load() {
      core = await whole('relaxed');
      const [{ Gpu }, kernels] = await Promise.all([import(`${'/engine'}/gpu.js`), fetch('/core-relaxed/kernels.json').then((r) => r.json())]);
      gpu = await Gpu.open({ gpu: navigator.gpu, kernels, software: true });
      if ('failed' in gpu) throw new Error(gpu.failed);
    },
    async prepare(model) {
      start(core, model);
      const loaded = await gpu.load(JSON.parse(core.gpu_plan(false)), (/** @type {number} */ i) => core.tensor(i, 'constant', 0));
      if ('failed' in loaded) throw new Error(loaded.failed);
      const run = async () => {
        const ran = await loaded.run([model.x]);
        if ('failed' in ran) throw new Error(ran.failed);
        return ran.outputs[0];
      };
      return { run, first: (output) => output, drop: () => loaded.free() };
    },
  };
}
