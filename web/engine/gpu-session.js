// A network on the GPU for as long as it is looked at. A device that is lost in mid-run is replaced, and the run begun
// anew; where that does not help either, the answer says so, and the numbers have to come from the CPU.

import { Gpu } from './gpu.js';

/** @import {GpuPlan} from '../core.js' */
/** @import {Failed, Loaded, Ran, Trials} from './gpu.js' */

/** Devices that a run may wear out. */
const TRIES = 3;

export class Session {
  #open;
  #plan;
  #constants;
  #trials;
  /** @type {Gpu | null} */
  #gpu = null;
  /** @type {Promise<Loaded | Failed> | null} */
  #loading = null;

  /**
   * @param {() => Promise<Gpu | Failed>} open a device, another one where the last was lost
   * @param {GpuPlan} plan
   * @param {(buffer: number) => Float32Array | null} constants the numbers of the plan's constant and loaded buffers
   * @param {Trials} [trials]
   */
  constructor(open, plan, constants, trials) {
    this.#open = open;
    this.#plan = plan;
    this.#constants = constants;
    this.#trials = trials;
  }

  /** The device, once there is one. */
  get gpu() {
    return this.#gpu;
  }

  /** Makes everything ready, if it is not yet. @returns {Promise<Loaded | Failed>} */
  ready() {
    return (this.#loading ??= this.#load());
  }

  /** @returns {Promise<Loaded | Failed>} */
  async #load() {
    if (this.#plan.problem) return { failed: this.#plan.problem };
    const gpu = await this.#open();
    if ('failed' in gpu) return gpu;
    this.#gpu = gpu;
    return gpu.load(this.#plan, this.#constants, this.#trials);
  }

  /** @param {Parameters<Loaded['run']>} how as Loaded.run takes it @returns {Promise<Ran | Failed>} */
  async run(...how) {
    for (let left = TRIES - 1; ; left--) {
      const loaded = await this.ready();
      const ran = 'failed' in loaded ? loaded : await loaded.run(...how);
      if (!('failed' in ran) || !ran.lost || left === 0) return ran;
      // With the device all that was on it is gone.
      this.#loading = null;
    }
  }

  /** Gives the network's memory back, but not the device. */
  close() {
    void this.#loading?.then((loaded) => 'failed' in loaded || loaded.free());
    this.#loading = null;
  }
}
