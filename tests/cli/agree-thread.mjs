// One build of the core in a thread of its own, beside agree.mjs: programs in, what they print and return out.

import { parentPort, workerData } from 'node:worker_threads';

import { coreOf } from './builds.mjs';

/** @import {Trace} from '../../web/core.js' */

const core = await coreOf(workerData);
parentPort?.on('message', (/** @type {string} */ source) => {
  /** @type {Trace} */
  const trace = JSON.parse(core.start(source, 'net', '1', false, 'ones', 0, new Float32Array(0)));
  const sizes = trace.output.map((shape) => shape.reduce((n, s) => n * s, 1));
  const numbers = new Float32Array(sizes.reduce((a, b) => a + b, 0)).fill(NaN);
  let at = 0;
  for (const [i, size] of sizes.entries()) {
    const own = core.tensor(i, 'output', 0);
    if (own) numbers.set(own, at);
    at += size;
  }
  parentPort?.postMessage({ error: trace.error?.message ?? '', printed: trace.printed, values: trace.values, numbers }, [numbers.buffer]);
});
