// The page's side of the worker. The newest request wins; one that takes long is spoken of, one that
// takes too long is ended, and the worker started anew. Nothing of the page's state lives in the worker.

/** @import {Note} from '../core.js' */
/** @import {Answer, Request} from './worker.js' */
/** @typedef {Extract<Answer, {trace: unknown}>} Result */
/** @typedef {Omit<Request, 'id' | 'diagnose'> & {diagnose?: boolean}} Wish */

const PATIENCE = 1000;
const END = 5000;

export class Client {
  #url;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Request | null} */
  #running = null;
  /** @type {Request | null} */
  #next = null;
  #count = 0;
  /** @type {ReturnType<typeof setTimeout>[]} */
  #clocks = [];
  #ready = false;
  #whole;

  /**
   * @param {URL | string} url the worker's script
   * @param {boolean} whole whether the first program is not the page's own
   * @param {{result: (result: Result) => void, warned: (warnings: Note[]) => void, slow: () => void, ended: () => void, broken: (why: string) => void}} tell
   */
  constructor(url, whole, tell) {
    this.#url = url;
    this.#whole = whole;
    this.tell = tell;
    this.#start();
  }

  /** Ask for a trace. What was asked before and has not begun is dropped. @param {Wish} wish */
  ask(wish) {
    this.#next = { diagnose: true, ...wish, id: (this.#count += 1) };
    this.#send();
  }

  #start() {
    this.#ready = false;
    const worker = new Worker(this.#url, { type: 'module', name: this.#whole ? 'whole' : '' });
    this.#whole = true;
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#hear(/** @type {Answer} */ (data));
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(event.message || 'the worker could not be started');
    };
  }

  #send() {
    if (this.#running || !this.#next || !this.#ready) return;
    this.#running = this.#next;
    this.#next = null;
    this.#worker?.postMessage(this.#running);
    this.#clocks = [setTimeout(() => this.tell.slow(), PATIENCE)];
  }

  #stopClocks() {
    for (const clock of this.#clocks) clearTimeout(clock);
    this.#clocks = [];
  }

  /** @param {Answer} answer */
  #hear(answer) {
    if ('ready' in answer) {
      this.#ready = true;
      return this.#send();
    }
    if ('broken' in answer) return this.tell.broken(answer.broken);
    // What is fetched before may take its time; only the work itself is bounded.
    if ('began' in answer) {
      if (answer.began === this.#running?.id) this.#clocks.push(setTimeout(() => this.#end(), END));
      return;
    }
    if ('warnings' in answer) {
      // What was asked since then has another text.
      if (answer.id === this.#count) this.tell.warned(answer.warnings);
      return;
    }
    if (answer.id !== this.#running?.id) return;
    this.#stopClocks();
    this.#running = null;
    // A core that failed inside is not to be trusted again.
    if ('failed' in answer) return this.#fail(answer.failed);
    const stale = this.#next !== null;
    this.#send();
    if (!stale) this.tell.result(answer);
  }

  #end() {
    this.#stopClocks();
    this.#worker?.terminate();
    this.#running = null;
    this.#start();
    // With a newer request waiting there is nothing to report: it is on its way.
    if (!this.#next) this.tell.ended();
  }

  /** @param {string} why */
  #fail(why) {
    const began = this.#ready;
    this.#stopClocks();
    this.#worker?.terminate();
    this.#running = null;
    this.tell.broken(why);
    if (began) this.#start();
  }
}
