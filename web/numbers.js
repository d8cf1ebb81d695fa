// The page with numbers in it: the network is run after each trace, in a worker of its own, and what comes out
// is hung on the walk. Fetched when numbers are asked for (app.js), so that the page without them stays light.
import './elements/numbers/map-strip.js';
import './elements/numbers/numbers-bar.js';
import './elements/numbers/step-numbers.js';
import { drawn } from './elements/numbers/drawing-pad.js';
import { FIRST } from './elements/numbers/digits.js';
import { frameOf, framed, framedSaid, normSaid, numbersOf } from './elements/numbers/pixels.js';
import { Runner } from './engine/runner.js';

/** @import {Step, Trace} from './core.js' */
/** @import {Numbers as Settings} from './engine/link.js' */
/** @import {Run} from './engine/runner.js' */
/** @import {Outcome, Where} from './engine/runner-worker.js' */
/** @import {MapStrip} from './elements/numbers/map-strip.js' */
/** @import {NumbersBar} from './elements/numbers/numbers-bar.js' */
/** @import {StepNumbers} from './elements/numbers/step-numbers.js' */
/** @import {WindowPicture} from './elements/window-picture.js' */
/** @typedef {{source: string, model: string, input: string, eval: boolean}} Program */

/** `?gpu=software` takes a software GPU too, for tests; `?gpu=off` none. */
const GPU = new URLSearchParams(location.search).get('gpu') ?? undefined;
/** After the last change, in ms. */
const REST = 250;
/** A run that takes longer is spoken of, and can be cancelled. */
const LONG = 400;

const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = new URL('./styles/numbers.css', import.meta.url).href;
/** The colours of numbers are in the styles: nothing is drawn before they are there. */
const styled = new Promise((done) => {
  style.onload = style.onerror = done;
});
document.head.append(style);

export class Numbers {
  #walk;
  #bar = /** @type {NumbersBar} */ (document.createElement('numbers-bar'));
  #runner = new Runner(new URL('./engine/runner-worker.js', import.meta.url));
  /** @type {Settings | null} */
  #settings = null;
  /** @type {{trace: Trace, program: Program} | null} */
  #shown = null;
  /** @type {Run | null} */
  #run = null;
  /** @type {ImageBitmap | null} */
  #image = null;
  /** The file that the model's weights are from. @type {File | null} */
  #weights = null;
  /** One that is tried: if it can be read, it is the one in use. @type {File | null} */
  #candidate = null;
  /** Why the last one was not taken. */
  #refused = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting;
  #tell;

  /**
   * @param {HTMLElement} walk
   * @param {HTMLElement} place where the bar goes
   * @param {(outcome: Outcome) => void} tell what came of a run
   */
  constructor(walk, place, tell) {
    this.#walk = walk;
    this.#tell = tell;
    place.append(this.#bar);
    this.#bar.addEventListener('numbers-cancel', () => this.#cancel());
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !this.#bar.running) return;
      event.preventDefault();
      this.#cancel();
    });
    this.#bar.addEventListener('numbers-again', () => this.#soon(0));
    this.#bar.addEventListener('weights-input', (event) => {
      const { file } = /** @type {CustomEvent<{file: File | null}>} */ (event).detail;
      this.#refused = '';
      this.#candidate = file;
      if (!file) this.#bar.weights.file = this.#weights = null;
      this.#soon(0);
    });
    this.#bar.addEventListener('image-input', (event) => {
      this.#image = /** @type {CustomEvent<{image: ImageBitmap}>} */ (event).detail.image;
      this.#soon(0);
    });
  }

  #cancel() {
    clearTimeout(this.#resting);
    this.#runner.cancel();
    this.#bar.status = { text: 'cancelled', again: true };
    this.#done(null);
  }

  /** On with these settings, or off. @param {Settings | null} settings */
  set settings(settings) {
    if (settings === this.#settings) return;
    this.#settings = settings;
    this.#bar.hidden = !settings;
    if (settings) {
      this.#bar.value = settings;
      this.#soon();
      return;
    }
    clearTimeout(this.#resting);
    this.#runner.cancel();
    this.#done(null);
  }

  /** Whether the numbers are those of a file, which no link carries. */
  get withWeights() {
    return this.#settings !== null && this.#weights !== null;
  }

  /** The walk shows a trace: its numbers are to follow. @param {Trace} trace @param {Program} program */
  traced(trace, program) {
    this.#shown = { trace, program };
    this.#bar.can = { own: trace.input_source === 'program', picture: this.#frame() !== null };
    if (this.#settings) this.#soon();
  }

  // --- Running ------------------------------------------------------------------------------------

  #frame() {
    const trace = this.#shown?.trace;
    return trace ? frameOf(trace.input[0], trace.steps[0]?.in_dims[0] ?? '') : null;
  }

  /** @param {number} [rest] */
  #soon(rest = REST) {
    clearTimeout(this.#resting);
    this.#walk.classList.add('numbers-old');
    this.#resting = setTimeout(() => void this.#start(), rest);
  }

  async #start() {
    const shown = this.#shown;
    const settings = this.#settings;
    if (!shown || !settings) return;
    if (shown.trace.error || shown.trace.steps.length === 0) {
      this.#bar.status = { text: '' };
      this.#bar.says = shown.trace.error ? 'Numbers come when the code runs through.' : '';
      this.#done(null);
      return;
    }
    const input = this.#input(settings);
    const weights = this.#candidate ?? this.#weights;
    const slow = setTimeout(() => {
      this.#bar.status = { text: 'running …', running: true };
    }, LONG);
    try {
      const fill = settings.fill === 'pad' || settings.fill === 'image' ? 'ramp' : settings.fill;
      const numbers = { numbers: input.numbers, weights, gpu: GPU };
      const part = progressOf(shown.trace.steps);
      this.#bar.done = 0;
      const run = await this.#runner.start({ ...shown.program, fill, seed: settings.seed, ...numbers }, (steps) => {
        this.#bar.done = part(steps);
      });
      await styled;
      if (!run || this.#shown !== shown || this.#settings !== settings) return;
      if (!this.#took(weights, run.outcome)) return;
      run.onGpu = () => {
        if (this.#run === run) this.#ran(run, input.said);
      };
      this.#run = run;
      this.#ran(run, input.said);
      this.#tell(run.outcome);
      this.#done(run);
    } catch {
      this.#candidate = null;
      this.#bar.status = { text: '', again: true };
      this.#bar.says = 'The run could not go on; the network may need more memory than there is here.';
      this.#done(null);
    } finally {
      clearTimeout(slow);
    }
  }

  /** What is said of a run in the bar, and at its steps. @param {Run} run @param {string} input what the input is */
  #ran(run, input) {
    const { error, without_kernel: missing, ms, gpu } = run.outcome;
    const on = gpu && !gpu.note;
    this.#bar.status = { text: error ? '' : `ran in ${duration(on ? gpu.ms : ms)} on the ${on ? 'GPU' : 'CPU'}` };
    const said = [input];
    if (error) said.push(failure(error.type, error.message));
    if (missing.length)
      said.push(`There is no kernel yet for ${missing.join(', ')}: what depends on ${missing.length === 1 ? 'it' : 'them'} has no numbers.`);
    if (gpu?.note) said.push(gpu.note);
    this.#bar.says = said.filter(Boolean).join(' ');
    this.#times();
  }

  /** At each step, where it ran and for how long. */
  #times() {
    const run = this.#settings ? this.#run : null;
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.#walk.querySelectorAll('.op'))) {
      const index = Number(item.dataset.step);
      const step = run?.outcome.steps[index];
      const onGpu = run?.outcome.gpu?.times[index];
      const facts = item.querySelector('.facts');
      let node = item.querySelector('.took');
      const ms = onGpu === undefined ? (step?.ms ?? undefined) : onGpu;
      if (!facts || ms === undefined || !same(this.#shown?.trace.steps[index], step)) {
        node?.remove();
        continue;
      }
      if (!node) {
        node = document.createElement('span');
        node.className = 'took';
        facts.append(node);
      }
      node.textContent = `${onGpu === undefined ? 'CPU' : 'GPU'}${ms === null ? '' : ` ${duration(ms)}`}`;
    }
  }

  /**
   * Shows what came of a file. False: it cannot be read, and the numbers of the one before are on their way.
   * @param {File | null} weights @param {Outcome} outcome
   */
  #took(weights, { weights: report, unread }) {
    const { weights: shown } = this.#bar;
    const other = weights !== this.#weights;
    this.#candidate = null;
    if (weights && unread) {
      this.#refused = `${weights.name} cannot be read as weights: ${unread}`;
      if (!other) shown.file = this.#weights = null;
      shown.problem = this.#refused;
      if (this.#weights) this.#soon(0);
      return !this.#weights;
    }
    if (weights && other) shown.file = this.#weights = weights;
    if (weights && report) shown.report = { name: weights.name, weights: report, before: this.#refused };
    else shown.problem = this.#refused;
    return true;
  }

  /** The input's own numbers, where it is a picture. @param {Settings} settings @returns {{numbers: Float32Array | null, said: string}} */
  #input({ fill, norm = 'none', pad = FIRST }) {
    const frame = this.#frame();
    const none = { numbers: null, said: '' };
    if (this.#shown?.trace.input_source === 'program' || (fill !== 'pad' && fill !== 'image')) return none;
    if (!frame) return none;
    const batch = frame.batch > 1 ? ` The same for all ${frame.batch} of the batch.` : '';
    if (fill === 'pad') {
      const { data } = framed(drawn(pad), 280, 280, frame);
      const said = `Scaled to ${frame.width}×${frame.height}; ${normSaid(norm)}.${batch}`;
      return { numbers: numbersOf(data, frame, norm), said };
    }
    if (!this.#image) return { numbers: null, said: 'Until there is an image, the input is a ramp.' };
    const { width, height } = this.#image;
    const { data } = framed(this.#image, width, height, frame);
    return { numbers: numbersOf(data, frame, norm), said: framedSaid(width, height, frame, norm) + batch };
  }

  // --- Showing ------------------------------------------------------------------------------------

  /** @param {Run | null} run */
  #done(run) {
    this.#run = run;
    this.#walk.classList.remove('numbers-old');
    this.drawn();
  }

  /** The walk was drawn anew, or a step opened: hang the numbers on what is there. */
  drawn() {
    const run = this.#run;
    const trace = this.#shown?.trace;
    this.#times();
    if (!run || !trace || !this.#settings) {
      for (const node of this.#walk.querySelectorAll('map-strip, step-numbers')) node.remove();
      return;
    }
    /** @param {number} index */
    const step = (index) => (same(trace.steps[index], run.outcome.steps[index]) ? trace.steps[index] : undefined);
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.#walk.querySelectorAll('.tensor'))) {
      const [which, number] = (item.dataset.tensor ?? '').split(' ');
      const at = which === 'out' ? Number(number) : 0;
      const index = which === 'out' ? 0 : Number(number);
      const from = step(at);
      const side = which === 'out' ? 'out' : 'in';
      const sizes = from?.[side][index];
      // The walk's input is the first step's, if that takes it as it is.
      const fits = sizes && (side === 'out' || String(sizes) === String(trace.input[index] ?? sizes));
      strip(item, null, run, fits ? { step: at, which: side, index } : null, sizes ?? [], from?.[`${side}_dims`][index] ?? '');
    }
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.#walk.querySelectorAll('.op'))) {
      const index = Number(item.dataset.step);
      const own = step(index);
      const card = item.firstElementChild;
      const body = card?.querySelector('.body');
      if (!card || !body) continue;
      // Where the shape stays, no tensor follows in the walk: its maps stand with the step.
      const next = item.nextElementSibling;
      const follows = next instanceof HTMLElement && next.dataset.tensor === `out ${index}`;
      const where = own && !follows && own.out.length === 1 ? { step: index, which: /** @type {const} */ ('out'), index: 0 } : null;
      strip(card, body, run, where, own?.out[0] ?? [], own?.out_dims[0] ?? '');
      details(body, own, index, run);
    }
  }
}

/**
 * A strip of maps in `parent`, before `before`; none where there is nothing to show.
 * @param {Element} parent @param {Element | null} before
 * @param {Run} run @param {Where | null} where @param {number[]} sizes @param {string} dims
 */
function strip(parent, before, run, where, sizes, dims) {
  let node = /** @type {MapStrip | null} */ (parent.querySelector(':scope > map-strip'));
  if (!where) return node?.remove();
  if (!node) {
    node = /** @type {MapStrip} */ (document.createElement('map-strip'));
    parent.insertBefore(node, before);
  }
  node.show(run, where, sizes, dims);
}

/** @param {Element} body of an open step @param {Step | undefined} step @param {number} index @param {Run} run */
function details(body, step, index, run) {
  let node = /** @type {StepNumbers | null} */ (body.querySelector('step-numbers'));
  if (!step || /** @type {HTMLElement} */ (body).hidden || step.out.length === 0) return node?.remove();
  const picture = /** @type {WindowPicture | null} */ (body.querySelector('window-picture'));
  if (!node) {
    node = /** @type {StepNumbers} */ (document.createElement('step-numbers'));
    body.insertBefore(node, picture?.nextSibling ?? body.querySelector('.params, .code-line'));
  }
  node.show(step, index, run, picture);
}

/** Whether the run went the way that the walk shows. @param {Step | undefined} step @param {{op: string, in: number[][], out: number[][]} | undefined} ran */
const same = (step, ran) =>
  step !== undefined && ran !== undefined && step.op === ran.op && String(step.in) === String(ran.in) && String(step.out) === String(ran.out);

/**
 * What part of a run is done after so many steps: by their multiply-accumulates, and by the numbers that they make.
 * @param {Step[]} steps @returns {(done: number) => number}
 */
function progressOf(steps) {
  const numbers = (/** @type {number[]} */ sizes) => sizes.reduce((n, s) => n * s, 1);
  let sum = 0;
  const after = steps.map(({ macs, out }) => (sum += macs + 8 * out.reduce((n, sizes) => n + numbers(sizes), 0)));
  return (done) => (after[Math.min(done, after.length) - 1] ?? 0) / (sum || 1);
}

/** @param {number} ms */
const duration = (ms) => `${ms < 0.1 ? ms.toFixed(2) : ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

/** @param {string} type @param {string} message */
const failure = (type, message) =>
  type === 'MemoryError' || /memory/i.test(message)
    ? `This network does not fit into the memory that there is here: ${message}.`.replace(/\.\.$/, '.')
    : `It ran up to here and stopped: ${type}: ${message}`;
