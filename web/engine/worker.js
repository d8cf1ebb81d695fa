// The core in a worker of its own: the page stays free while it works. One request is answered at a
// time; which request is worth sending is the client's business (client.js).

import { nameAxes } from './axes.js';

/** @import {Backwards, Note, Trace} from '../core.js' */

/**
 * @typedef {{id: number, source: string, model: string, input: string, eval: boolean, diagnose: boolean}} Request
 * @typedef {{trace(source: string, model: string, input: string, evalMode: boolean, diagnose: boolean, warn: boolean): string,
 *            solve(source: string, model: string, evalMode: boolean): string, operations(): string,
 *            whole(): Promise<void>}} Core
 * @typedef {{id: number, trace: Trace, back: Backwards, ms: number} | {id: number, warnings: Note[]} | {id: number, failed: string} | {began: number} | {ready: true} | {broken: string}} Answer
 */

/** The compiled core lies beside the page, on the server; it is not part of any bundle. */
const address = new URL('../core.js', import.meta.url).href;

/** Whether a program may need the core's second file (parts.js): all but the one that the page shows by itself. */
let whole = self.name === 'whole';

/** @type {Promise<Core>} */
const starting = import(address).then((module) => module.default({ atOnce: whole }));

/** How long nothing new was asked before warnings are looked for, in milliseconds. */
const PAUSE = 300;

/** The newest request. */
let newest = 0;

/** @param {Answer} answer */
const post = (answer) => self.postMessage(answer);

starting.then(
  () => post({ ready: true }),
  (reason) => post({ broken: String(reason) }),
);

self.addEventListener('message', async (/** @type {MessageEvent<Request>} */ { data }) => {
  const core = await starting;
  newest = data.id;
  // Where it does not come, the first call into it says so.
  if (whole) await core.whole().catch(() => {});
  post({ began: data.id });
  const started = performance.now();
  try {
    /** @type {Trace} */
    const trace = JSON.parse(core.trace(data.source, data.model, data.input, data.eval, data.diagnose, false));
    // The page writes its formulas in coloured parts; their MathML is for others, and long.
    for (const step of trace.steps) for (const working of step.working) working.mathml = '';
    nameAxes(trace);
    // Where the input was given, what would have fitted is still worth seeing.
    /** @type {Backwards} */
    const back =
      trace.input_source === 'solved' || trace.backwards.asked
        ? trace.backwards
        : JSON.parse(core.solve(data.source, data.model, data.eval));
    post({ id: data.id, trace, back, ms: performance.now() - started });
    // Nobody waits now, so the second file comes, and what it has to say.
    whole = true;
    void warn(core, data, trace).catch(() => {});
  } catch (reason) {
    post({ id: data.id, failed: String(reason) });
  }
});

/** What runs and looks wrong, unless something newer was asked. @param {Core} core @param {Request} data @param {Trace} trace */
async function warn(core, data, trace) {
  await core.whole();
  // Somebody who goes on typing is not kept waiting for it.
  await new Promise((then) => setTimeout(then, PAUSE));
  if (trace.error || newest !== data.id) return;
  /** @type {Trace} */
  const { warnings } = JSON.parse(core.trace(data.source, data.model, data.input, data.eval, false, true));
  if (warnings.length) post({ id: data.id, warnings });
}
