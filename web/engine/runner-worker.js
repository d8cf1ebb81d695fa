// The core in a second worker, for runs with numbers: they may take long, and typing must never wait for
// one. A run is kept until the next one starts; its tensors are copied out, and brief accounts made here.

import { summarize } from './summary.js';

/** @import {Cell, Core, Problem, Trace} from '../core.js' */
/** @import {Summary} from './summary.js' */

/**
 * @typedef {{source: string, model: string, input: string, eval: boolean, fill: string, seed: number,
 *            numbers: Float32Array | null}} Wish
 * @typedef {{step: number, which: 'in' | 'out' | 'parameter', index: number}} Where
 * @typedef {{error: Problem | null, without_kernel: string[], printed: string,
 *            steps: {op: string, in: number[][], out: number[][]}[], ms: number}} Outcome
 * @typedef {{start: Wish} | {tensor: Where, from: number, count: number} | {summary: Where} |
 *           {cell: {step: number, place: number}}} Question
 * @typedef {Question & {id: number, run: number}} Request
 * @typedef {Outcome | Float32Array | Summary | Cell | null} Found
 * @typedef {{id: number, found: Found} | {id: number, failed: string}} Answer
 */

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

/** Which run the core keeps. */
let kept = -1;

/** What it was asked, and what it said. @type {{wish: Wish, outcome: Outcome} | null} */
let last = null;

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
  wish.seed === before.seed;

/** @param {Core} core @param {Wish} wish @returns {Outcome} */
function start(core, wish) {
  const began = performance.now();
  if (last && wish.numbers && onlyNumbers(wish, last.wish) && core.again(wish.numbers)) {
    return { ...last.outcome, ms: performance.now() - began };
  }
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
  const { error, without_kernel, printed } = trace;
  const steps = trace.steps.map((step) => ({ op: step.op, in: step.in, out: step.out }));
  const outcome = { error, without_kernel, printed, steps, ms: performance.now() - began };
  last = { wish, outcome };
  return outcome;
}

/** @param {Core} core @param {Request} request @returns {Found} */
function answer(core, request) {
  if ('start' in request) {
    kept = request.run;
    return start(core, request.start);
  }
  // What is asked of a run that is gone has no answer.
  if (request.run !== kept) return null;
  if ('cell' in request) return JSON.parse(core.cell(request.cell.step, request.cell.place));
  const { step, which, index } = 'tensor' in request ? request.tensor : request.summary;
  const view = core.tensor(step, which, index);
  if (!view) return null;
  return 'summary' in request ? summarize(view) : view.slice(request.from, request.from + request.count);
}

self.addEventListener('message', async (/** @type {MessageEvent<Request>} */ { data }) => {
  try {
    const found = answer(await starting, data);
    self.postMessage({ id: data.id, found }, { transfer: found instanceof Float32Array ? [found.buffer] : [] });
  } catch (reason) {
    self.postMessage({ id: data.id, failed: String(reason) });
  }
});
