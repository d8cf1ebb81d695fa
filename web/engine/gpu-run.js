// The run that the core keeps, on the GPU: what each step gives there takes the place of the CPU's numbers in the core, so
// that whoever looks at them need not know. Then it can be run again on other numbers without the CPU.

import { Gpu } from './gpu.js';
import { Session } from './gpu-session.js';

/** @import {Core, GpuPlan} from '../core.js' */
/** @import {Failed, Store} from './gpu.js' */

/**
 * `times`: ms of each step of the trace, undefined for those that are not on the GPU, null where its clock is not to be
 * had. `note`: why the GPU was not used, as sentences; empty where it was.
 * @typedef {{times: (number | null | undefined)[], ms: number, note: string}} OnGpu
 */

/** @param {Failed} answer @returns {OnGpu} */
const notUsed = ({ failed }) => ({ times: [], ms: 0, note: `${failed} The CPU computes.` });

export class GpuRuns {
  #core;
  #kernels;
  #store;
  #browser;
  /** @type {Gpu | null} */
  #gpu = null;
  /** @type {Session | null} */
  #session = null;
  /** @type {GpuPlan | null} */
  #plan = null;

  /**
   * @param {Core} core
   * @param {() => Promise<Record<string, string>>} kernels
   * @param {{store?: Store, browser?: GPU}} [how] `browser`: where GPUs are asked for
   */
  constructor(core, kernels, { store, browser = globalThis.navigator?.gpu } = {}) {
    this.#core = core;
    this.#kernels = kernels;
    this.#store = store;
    this.#browser = browser;
  }

  /** One device for all runs, as long as it lives: shaders that were compiled are kept with it. @param {boolean} software */
  async #open(software) {
    if (this.#gpu && !this.#gpu.lost) return this.#gpu;
    const gpu = this.#browser;
    // Without a GPU there is no use in fetching what it would run.
    const opened = await Gpu.open({ gpu, kernels: gpu ? await this.#kernels() : {}, software });
    this.#gpu = 'failed' in opened ? null : opened;
    return opened;
  }

  /** Lets go of the run that was before. */
  stop() {
    this.#session?.close();
    this.#session = this.#plan = null;
  }

  /** The kept run, which has just been started. Null where another was started meanwhile. @param {boolean} software */
  async begin(software) {
    this.stop();
    const gpu = await this.#open(software);
    if ('failed' in gpu) return notUsed(gpu);
    this.stop(); // a run that was begun while the device was opened
    this.#plan = /** @type {GpuPlan} */ (JSON.parse(this.#core.gpu_plan(true)));
    const constants = (/** @type {number} */ i) => this.#core.tensor(i, 'constant', 0);
    this.#session = new Session(() => this.#open(software), this.#plan, constants, { store: this.#store });
    return this.#run();
  }

  /** Whether a run on other numbers of its first input needs no CPU. @param {Float32Array} numbers */
  can(numbers) {
    return this.#session !== null && this.#plan?.repeats === true && this.#plan.inputs.length === 1 && this.#plan.inputs[0]?.bytes === numbers.byteLength;
  }

  /** The kept run on other numbers of its input. @param {Float32Array} numbers */
  again(numbers) {
    this.#core.tensor(0, 'input', 0)?.set(numbers);
    return this.#run();
  }

  /** @returns {Promise<OnGpu | null>} */
  async #run() {
    const session = this.#session;
    const plan = this.#plan;
    if (!session || !plan) return null;
    const inputs = plan.inputs.map((_, i) => /** @type {Float32Array} */ (this.#core.tensor(i, 'input', 0)).slice());
    const ran = await session.run(inputs, { places: plan.kept, times: true });
    if (session !== this.#session) return null;
    if ('failed' in ran) {
      this.stop();
      return notUsed(ran);
    }
    for (const [i, { step }] of plan.kept.entries()) {
      // What the core dropped it computes again from these, if somebody looks.
      const own = this.#core.tensor(step, 'held', 0);
      const numbers = ran.outputs[i];
      if (own && numbers && own.length === numbers.length) own.set(numbers);
    }
    /** @type {(number | null | undefined)[]} */
    const times = [];
    for (const [i, { steps }] of plan.stages.entries()) {
      const ms = ran.stages?.[i];
      for (const step of steps) times[step] = ms === undefined ? null : (times[step] ?? 0) + ms;
    }
    return { times, ms: ran.ms, note: '' };
  }
}
