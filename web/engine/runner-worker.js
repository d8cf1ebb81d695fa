// The core in a second worker, for runs with numbers: they may take long, and typing must never wait for
// one. A run is kept until the next one starts; its tensors are copied out, and brief accounts made here.

import { GpuRuns } from './gpu-run.js';
import { store } from './gpu-store.js';
import { summarize } from './summary.js';

/** @import {Cell, Core, LoadedWeights, Problem, Trace} from '../core.js' */
/** @import {OnGpu} from './gpu-run.js' */
/** @import {Summary} from './summary.js' */

/**
 * `gpu`: 'software' to take it also where there is no real one, 'off' never.
 * @typedef {{gpu?: string, source: string, model: string, input: string, eval: boolean, fill: string, seed: number,
 *            numbers: Float32Array | null, weights?: File | null}} Wish
 * @typedef {{step: number, which: 'in' | 'out' | 'parameter', index: number}} Where
 * `unread`: why the weights cannot be read.
 * @typedef {{error: Problem | null, without_kernel: string[], printed: string,
 *            weights: LoadedWeights | null, unread: string,
 *            steps: {op: string, in: number[][], out: number[][], ms: number | null}[], ms: number,
 *            gpu: OnGpu | null}} Outcome
 * @typedef {{start: Wish} | {tensor: Where, from: number, count: number} | {summary: Where} |
 *           {cell: {step: number, place: number}}} Question
 * @typedef {Question & {id: number, run: number}} Request
 * @typedef {Outcome | Float32Array | Summary | Cell | null} Found
 * @typedef {{id: number, found: Found} | {id: number, failed: string} | {run: number, steps: number} |
 *           {run: number, gpu: OnGpu}} Answer the last two of its own accord: so many steps are done; the GPU has done
 *           the run too, or says why not
 */

/** It is told of a run's progress so often, in ms. */
const REST = 100;

/** The compiled core lies beside the page, on the server; it is not part of any bundle. */
const address = new URL('../core.js', import.meta.url).href;

/**
 * A run needs the core's second file (parts.js) as well. Where it does not come, the first call into it says so.
 * @type {Promise<Core>}
 */
const starting = import(address).then(async (module) => {
  const core = await module.default({ atOnce: true });
  await core.whole().catch(() => {});
  return core;
});
const onGpu = starting.then((core) => new GpuRuns(core, kernels, { store }));

async function kernels() {
  return (await fetch(new URL('../kernels.json', import.meta.url))).json();
}

/** Which run the core keeps, and what it is. @type {{run: number, wish: Wish | null, outcome: Outcome | null}} */
let kept = { run: -1, wish: null, outcome: null };

/** As far as a page can tell. @param {File | null} [one] @param {File | null} [other] */
const sameFile = (one, other) =>
  one?.name === other?.name && one?.size === other?.size && one?.lastModified === other?.lastModified;

/**
 * Whether a run may take the last one's weights: it differs in the input's own numbers at most.
 * @param {Wish} wish @param {Wish} before
 */
const onlyNumbers = (wish, before) =>
  wish.source === before.source &&
  wish.model === before.model &&
  wish.input === before.input &&
  wish.eval === before.eval &&
  wish.fill === before.fill &&
  wish.gpu === before.gpu &&
  wish.seed === before.seed &&
  sameFile(wish.weights, before.weights);

/** @param {Core} core @param {number} run @param {Wish} wish @returns {Promise<Outcome>} */
async function start(core, run, wish) {
  // A file that was changed since it was chosen is not given to pages any more.
  const weights = await wish.weights?.arrayBuffer().catch(() => null);
  const began = performance.now();
  core.weights(weights ? new Uint8Array(weights) : null);
  let last = began;
  core.told = (steps) => {
    const now = performance.now();
    if (now - last < REST) return;
    last = now;
    self.postMessage({ run, steps });
  };
  /** @type {Trace} */
  const trace = JSON.parse(
    core.start(
      wish.source,
      wish.model,
      wish.input,
      wish.eval,
      wish.fill,
      wish.seed,
      wish.numbers ?? new Float32Array(0),
    ),
  );
  core.weights(null);
  const gone = wish.weights && !weights ? 'it is not there any more, or was changed.' : '';
  const { error, without_kernel, printed, weights: taken } = trace;
  const unread = taken?.error?.message ?? gone;
  const steps = trace.steps.map((step) => ({ op: step.op, in: step.in, out: step.out, ms: step.ms }));
  const ms = performance.now() - began;
  return { error, without_kernel, printed, weights: taken, unread, steps, ms, gpu: null };
}

/**
 * The kept run on other numbers of its input, on the GPU if it is there; null where that cannot be.
 * @param {Core} core @param {Wish} wish @returns {Promise<Outcome | null>}
 */
async function again(core, wish) {
  const { wish: before, outcome } = kept;
  if (!before || !outcome || !wish.numbers || !onlyNumbers(wish, before)) return null;
  const gpu = await onGpu;
  const ran = gpu.can(wish.numbers) ? await gpu.again(wish.numbers) : null;
  if (ran && !ran.note) return { ...outcome, ms: ran.ms, gpu: ran };
  const began = performance.now();
  if (!core.again(wish.numbers)) return null;
  return { ...outcome, ms: performance.now() - began, gpu: ran ?? outcome.gpu };
}

/** Lets the GPU do the kept run too. @param {number} run @param {Wish} wish */
async function accelerate(run, wish) {
  if (wish.gpu === 'off' || kept.outcome?.error) return;
  const gpu = await (await onGpu).begin(wish.gpu === 'software');
  if (gpu && kept.run === run) self.postMessage({ run, gpu });
}

/** @param {Core} core @param {Request} request @returns {Promise<Found>} */
async function answer(core, request) {
  if ('start' in request) {
    const { run, start: wish } = request;
    const before = { ...kept };
    kept.run = run;
    const outcome = await again(core, wish);
    if (outcome) {
      kept = { ...before, run };
      return outcome;
    }
    (await onGpu).stop();
    kept = { run, wish, outcome: null };
    return (kept.outcome = await start(core, run, wish));
  }
  // What is asked of a run that is gone has no answer.
  if (request.run !== kept.run) return null;
  if ('cell' in request) return JSON.parse(core.cell(request.cell.step, request.cell.place));
  const { step, which, index } = 'tensor' in request ? request.tensor : request.summary;
  const view = core.tensor(step, which, index);
  if (!view) return null;
  return 'summary' in request ? summarize(view) : view.slice(request.from, request.from + request.count);
}

self.addEventListener('message', async (/** @type {MessageEvent<Request>} */ { data }) => {
  try {
    const found = await answer(await starting, data);
    self.postMessage({ id: data.id, found }, { transfer: found instanceof Float32Array ? [found.buffer] : [] });
    if ('start' in data && found && !(/** @type {Outcome} */ (found).gpu)) await accelerate(data.run, data.start);
  } catch (reason) {
    self.postMessage({ id: data.id, failed: String(reason) });
  }
});
