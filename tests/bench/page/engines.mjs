// The engines that are timed, each behind the same two functions. They run in a frame of their own on one page.
//
// `load` fetches an engine; `prepare` gives it a model and answers how to run it: from the input in the engine's own
// layout, a Float32Array of JavaScript's, to the output as another. `first` turns that into channels first.

import { build, channelsFirst, channelsLast, lastShape, transpose, weightFlat, weightHWIO } from './models.mjs';
import { onnx } from './onnx.mjs';
import { network, ours, oursGpu } from './ours.mjs';
import { tflite } from './tflite.mjs';

/** @typedef {import('./models.mjs').Model} Model */
/**
 * @typedef {object} Ready
 * @property {() => Promise<Float32Array> | Float32Array} run
 * @property {(output: Float32Array) => Float32Array} first
 * @property {() => void} drop
 * @typedef {{ load: () => Promise<void>, prepare: (model: Model) => Promise<Ready> }} Engine
 */

/** @param {string} path */
const script = (path) =>
  new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = path;
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${path} did not load`));
    document.head.append(element);
  });

/** @param {'wasm' | 'webgpu'} where it runs @returns {Engine} */
function onnxRuntime(where) {
  /** @type {any} */
  let ort;
  return {
    async load() {
      const folder = '/peers/onnxruntime-web/dist/';
      ort = await import(`${folder}ort.${where}.min.mjs`);
      ort.env.wasm.numThreads = 1;
      ort.env.wasm.wasmPaths = folder;
      ort.env.logLevel = 'error';
      // Its files and the device come with the first session; the other engines have theirs by now.
      if (where === 'webgpu') await (await ort.InferenceSession.create(onnx(build('7x7 s2 3→32 @32')), { executionProviders: [where] })).release();
    },
    async prepare(model) {
      const session = await ort.InferenceSession.create(onnx(model), { executionProviders: [where] });
      const shape = [1, ...model.input];
      const run = async () => (await session.run({ x: new ort.Tensor('float32', model.x, shape) }))[model.output].data;
      return { run, first: (output) => output, drop: () => session.release() };
    },
  };
}

/** @param {'wasm' | 'webgpu'} where it runs @returns {Engine} */
function tensorFlow(where) {
  /** @type {any} */
  let tf;
  return {
    async load() {
      await script('/peers/@tensorflow/tfjs/dist/tf.min.js');
      await script(`/peers/@tensorflow/tfjs-backend-${where}/dist/tf-backend-${where}.min.js`);
      tf = /** @type {any} */ (window).tf;
      if (where === 'wasm') {
        tf.wasm.setWasmPaths('/peers/@tensorflow/tfjs-backend-wasm/dist/');
        tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
      }
      await tf.setBackend(where);
      await tf.ready();
    },
    async prepare(model) {
      /** @type {Record<string, any[]>} */
      const weights = {};
      for (const n of model.nodes) {
        if (!n.weight) continue;
        const [k, depthwise] = [n.kernel, n.groups > 1];
        const filter =
          n.op === 'fc'
            ? tf.tensor2d(transpose(weightFlat(n, model), n.out, n.in), [n.in, n.out])
            : tf.tensor4d(weightHWIO(n), depthwise ? [k, k, n.out, 1] : [k, k, n.in, n.out]);
        weights[n.name] = [filter, tf.tensor1d(n.bias)];
      }
      const x = channelsLast(model.x, model.input);
      const forward = () => {
        /** @type {Record<string, any>} */
        const values = { x: tf.tensor(x, lastShape(model.input)) };
        for (const n of model.nodes) {
          const from = values[n.from[0]];
          const [filter, bias] = weights[n.name] ?? [];
          const activation = n.relu ? 'relu' : 'linear';
          const pad = n.pad === 0 ? 'valid' : n.stride === 1 && 2 * n.pad === n.kernel - 1 ? 'same' : n.pad;
          const rounding = typeof pad === 'number' ? { dimRoundingMode: 'floor' } : {};
          const convolve = n.groups > 1 ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
          const window = { x: from, filter, bias, activation, strides: n.stride, pad, ...rounding };
          values[n.name] = {
            conv: () => convolve(window),
            fc: () => tf.fused.matMul({ a: from, b: filter, bias, activation }),
            maxpool: () => tf.maxPool(from, n.kernel, n.stride, pad, typeof pad === 'number' ? 'floor' : undefined),
            gap: () => tf.mean(from, [1, 2], true),
            add: () => (n.relu ? tf.relu(tf.add(from, values[n.from[1]])) : tf.add(from, values[n.from[1]])),
            flatten: () => tf.reshape(from, [1, -1]),
          }[n.op]();
        }
        return values[model.output];
      };
      const run = async () => {
        const output = tf.tidy(forward);
        const data = await output.data();
        output.dispose();
        return data;
      };
      const drop = () => Object.values(weights).flat().forEach((tensor) => tensor.dispose());
      return { run, first: (output) => channelsFirst(output, model.outShape), drop };
    },
  };
}

/**
 * @param {string} file of the engine's wasm folder, or '' for what it chooses itself
 * @param {'wasm' | 'webgpu'} [where] it runs
 * @returns {Engine}
 */
function liteRt(file, where = 'wasm') {
  /** @type {any} */
  let litert;
  /** @type {any} */
  let flatbuffers;
  return {
    async load() {
      litert = await import(`${'/peers/@litertjs/core'}/dist/index.js`);
      flatbuffers = await import(`${'/peers/flatbuffers'}/mjs/flatbuffers.js`);
      await litert.loadLiteRt(`/peers/@litertjs/core/wasm/${file}`, file ? {} : { threads: false });
    },
    async prepare(model) {
      const options = { accelerator: where, ...(where === 'webgpu' ? { gpuOptions: { precision: 'fp32' } } : {}) };
      const compiled = await litert.loadAndCompile(tflite(model, flatbuffers), options);
      const x = channelsLast(model.x, model.input);
      const shape = lastShape(model.input);
      const run = async () => {
        const input = new litert.Tensor(x, shape);
        const [output] = Object.values(await compiled.run(input));
        const data = await output.data();
        output.delete();
        input.delete();
        return data;
      };
      return { run, first: (output) => channelsFirst(output, model.outShape), drop: () => compiled.delete() };
    },
  };
}

/** @type {Record<string, () => Engine>} */
const ENGINES = {
  'ours relaxed': () => ours('relaxed'),
  'ours in place': () => ours('relaxed', true),
  'ours plain': () => ours('simd'),
  core: () => ({ load: async () => {}, prepare: (model) => network('relaxed', model) }),
  'LiteRT.js': () => liteRt(''),
  'LiteRT.js plain': () => liteRt('litert_wasm_compat_internal.js'),
  'ONNX Runtime': () => onnxRuntime('wasm'),
  'TensorFlow.js': () => tensorFlow('wasm'),
  'ours on WebGPU': oursGpu,
  'LiteRT.js on WebGPU': () => liteRt('', 'webgpu'),
  'ONNX Runtime on WebGPU': () => onnxRuntime('webgpu'),
  'TensorFlow.js on WebGPU': () => tensorFlow('webgpu'),
};

/** The clock's steps are 5 µs: what is timed at once should be much longer. */
const LEAST_MS = 0.5;

/** @type {Engine} */
let engine;
/** @type {Ready} */
let ready;

/** What the driver calls in the frame. */
const driven = {
  /** @param {string} name */
  async load(name) {
    engine = ENGINES[name]();
    await engine.load();
  },
  /** Prepares a model, runs it once, and answers its output, channels first, and the ms until it was there. @param {string} name */
  async prepare(name) {
    ready?.drop();
    const model = build(name);
    const start = performance.now();
    ready = await engine.prepare(model);
    const output = await ready.run();
    return { first: performance.now() - start, output: [...ready.first(output)] };
  },
  /** Runs for `ms`; how long one run took. Short ones are timed several together. @param {number} ms */
  async time(ms) {
    /** @type {number[]} */
    const times = [];
    const end = performance.now() + ms;
    let together = 1;
    do {
      const start = performance.now();
      for (let i = 0; i < together; i++) await ready.run();
      const each = (performance.now() - start) / together;
      times.push(each);
      if (together > 1 || each >= LEAST_MS || times.length < 3) continue;
      together = Math.ceil(LEAST_MS / Math.min(...times));
      times.length = 0;
    } while (performance.now() < end);
    times.sort((a, b) => a - b);
    return { best: times[0], middle: times[times.length >> 1] };
  },
  ready: true,
};
Object.assign(window, driven);

// Named in the address: from navigation to the first result.
if (location.search) {
  const [name, model] = JSON.parse(decodeURIComponent(location.search.slice(1)));
  await driven.load(name);
  await driven.prepare(model);
  Object.assign(window, { first: performance.now() });
}
