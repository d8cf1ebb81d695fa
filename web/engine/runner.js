// The page's side of the second worker: runs with numbers, as promises. The newest start wins: one that
// waits is dropped, one that has run for long is ended. Cancelling ends the worker; the next start makes a new one.

/** @import {Cell} from '../core.js' */
/** @import {Answer, Found, Outcome, Question, Where, Wish} from './runner-worker.js' */
/** @import {OnGpu} from './gpu-run.js' */
/** @import {Summary} from './summary.js' */

/** A run that a newer one waits for may take so long, in ms; starting a worker anew costs about as much. */
const PATIENCE = 400;
/** Slices of tensors that are kept, so that going to and fro does not fetch them again. */
const KEPT = 48;

/** @typedef {(question: Question) => Promise<Found>} Ask */

/** What a run has left to be looked at. Everything is null once the run is gone. */
export class Run {
  #ask;
  /** @type {Map<string, Promise<Found>>} */
  #seen = new Map();

  /** Called when the GPU has done the run too, or could not. */
  onGpu = () => {};

  /** @param {Outcome} outcome @param {Ask} ask */
  constructor(outcome, ask) {
    this.outcome = outcome;
    this.#ask = ask;
  }

  /** What the GPU made of it. @param {OnGpu} gpu */
  set gpu(gpu) {
    this.outcome = { ...this.outcome, gpu };
    // From here on the numbers are the GPU's.
    if (!gpu.note) this.#seen.clear();
    this.onGpu();
  }

  /** @param {string} key @param {Question} question */
  #once(key, question) {
    const seen = this.#seen.get(key);
    if (seen) return seen;
    if (this.#seen.size >= KEPT) this.#seen.delete(/** @type {string} */ (this.#seen.keys().next().value));
    const asked = this.#ask(question);
    this.#seen.set(key, asked);
    return asked;
  }

  /**
   * Numbers from … from + count − 1 of a tensor, row-major.
   * @param {Where} where
   * @param {number} [from]
   * @param {number} [count]
   */
  tensor(where, from = 0, count = Infinity) {
    const key = `tensor ${where.step} ${where.which} ${where.index} ${from} ${count}`;
    return /** @type {Promise<Float32Array | null>} */ (this.#once(key, { tensor: where, from, count }));
  }

  /** @param {Where} where */
  summary(where) {
    const key = `summary ${where.step} ${where.which} ${where.index}`;
    return /** @type {Promise<Summary | null>} */ (this.#once(key, { summary: where }));
  }

  /** How the number at a row-major place of a step's first output came about. @param {number} step @param {number} place */
  cell(step, place) {
    return /** @type {Promise<Cell | null>} */ (this.#once(`cell ${step} ${place}`, { cell: { step, place } }));
  }
}

export class Runner {
  #url;
  /** @type {Worker | null} */
  #worker = null;
  #ids = 0;
  #runs = 0;
  /** @type {Map<number, {found: (found: Found) => void, failed: (why: Error) => void}>} */
  #open = new Map();
  /** The run that was last handed out. @type {{id: number, run: Run} | null} */
  #latest = null;
  /** The run in progress. @type {{id: number, began: number, told: (steps: number) => void} | null} */
  #busy = null;
  /** @type {{wish: Wish, told: (steps: number) => void, done: (run: Run | null) => void, failed: (why: Error) => void} | null} */
  #next = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #clock;

  /** @param {URL | string} url the worker's script */
  constructor(url) {
    this.#url = url;
  }

  /**
   * @param {Wish} wish
   * @param {(steps: number) => void} [told] now and then, how many steps of the trace are done
   * @returns {Promise<Run | null>} null where a newer start or a cancel came in between
   */
  start(wish, told = () => {}) {
    this.#next?.done(null);
    const promise = /** @type {Promise<Run | null>} */ (
      new Promise((done, failed) => {
        this.#next = { wish, told, done, failed };
      })
    );
    if (!this.#busy) this.#send();
    else {
      clearTimeout(this.#clock);
      const left = PATIENCE - (performance.now() - this.#busy.began);
      this.#clock = setTimeout(() => {
        if (!this.#busy || !this.#next) return;
        this.#end();
        this.#send();
      }, Math.max(0, left));
    }
    return promise;
  }

  /** End what runs, and forget what waits. */
  cancel() {
    this.#next?.done(null);
    this.#next = null;
    this.#end();
  }

  async #send() {
    const next = this.#next;
    if (!next) return;
    this.#next = null;
    const run = (this.#runs += 1);
    this.#busy = { id: run, began: performance.now(), told: next.told };
    const mine = this.#busy;
    try {
      const outcome = await this.#ask(run, { start: next.wish });
      const stale = this.#next !== null || outcome === null;
      const made = new Run(/** @type {Outcome} */ (outcome), (question) => this.#ask(run, question).catch(() => null));
      if (!stale) this.#latest = { id: run, run: made };
      next.done(stale ? null : made);
    } catch (why) {
      // A core that failed inside (it ran out of memory, say) is not to be trusted again.
      if (this.#busy === mine) this.#end();
      next.failed(/** @type {Error} */ (why));
    }
    if (this.#busy === mine) this.#busy = null;
    if (!this.#busy) void this.#send();
  }

  /** @param {number} run @param {Question} question @returns {Promise<Found>} null where the worker was ended */
  #ask(run, question) {
    // With its worker a run is gone.
    if (!this.#worker && !('start' in question)) return Promise.resolve(null);
    const worker = (this.#worker ??= this.#begin());
    const id = (this.#ids += 1);
    return new Promise((found, failed) => {
      this.#open.set(id, { found, failed });
      worker.postMessage({ ...question, id, run });
    });
  }

  #begin() {
    const worker = new Worker(this.#url, { type: 'module' });
    worker.onmessage = (/** @type {MessageEvent<Answer>} */ { data }) => {
      if ('gpu' in data) {
        if (this.#latest?.id === data.run) this.#latest.run.gpu = data.gpu;
        return;
      }
      if ('steps' in data) {
        if (this.#busy?.id === data.run) this.#busy.told(data.steps);
        return;
      }
      const open = this.#open.get(data.id);
      this.#open.delete(data.id);
      if ('failed' in data) open?.failed(new Error(data.failed));
      else open?.found(data.found);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      const why = new Error(event.message || 'the worker could not be started');
      for (const { failed } of this.#open.values()) failed(why);
      this.#open.clear();
    };
    return worker;
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#busy = null;
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { found } of open) found(null);
  }
}
