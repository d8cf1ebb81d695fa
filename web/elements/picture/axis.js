// The geometry of a sliding window on one axis, as plain numbers. Pictures are drawn from it; it knows
// nothing of pixels. A convolution's window lies on the input and each of its places makes an output
// cell; a transposed convolution's lies on the output, one place for each input cell. So an axis has
// places (one for each cell that one can point at) and cells (what the window lies on).

/** @import {Window as Slide} from '../../core.js' */

export class Axis {
  /** @param {Slide} slide */
  constructor(slide) {
    this.dim = slide.dim;
    this.transposed = slide.transposed;
    this.kernel = slide.kernel;
    this.stride = slide.stride;
    this.dilation = slide.dilation;
    this.padBefore = slide.pad_before;
    /** How many places the window takes. */
    this.places = slide.transposed ? slide.in : slide.out;
    /** Real cells under it; padding lies outside of 0 … cells − 1. */
    this.cells = slide.transposed ? slide.out : slide.in;
    /** Cells from the window's first to its last. */
    this.span = slide.dilation * (slide.kernel - 1) + 1;
    this.low = -slide.pad_before;
    const end = (this.places - 1) * this.stride - slide.pad_before + this.span;
    /** One past the last cell to be drawn: padding, or as far as a rounded-up last window reaches. */
    this.high = Math.max(this.cells + slide.pad_after, end);
  }

  /** First cell of the window at a place. @param {number} place */
  start(place) {
    return place * this.stride - this.padBefore;
  }

  /** The cells of the window at a place. @param {number} place */
  taps(place) {
    return Array.from({ length: this.kernel }, (_, i) => this.start(place) + i * this.dilation);
  }

  /** Whether a cell is one of the tensor, not padding. @param {number} cell */
  real(cell) {
    return cell >= 0 && cell < this.cells;
  }

  /** The places whose window lies on a cell. @param {number} cell */
  readers(cell) {
    const found = [];
    for (let i = this.kernel - 1; i >= 0; i -= 1) {
      const start = cell - i * this.dilation + this.padBefore;
      if (start >= 0 && start % this.stride === 0 && start / this.stride < this.places) found.push(start / this.stride);
    }
    return found;
  }

  /** Cells from `from` to `to` that no window lies on. @param {number} from @param {number} to */
  unread(from, to) {
    const none = [];
    for (let cell = Math.max(0, from); cell < Math.min(this.cells, to); cell += 1) {
      if (this.readers(cell).length === 0) none.push(cell);
    }
    return none;
  }

  /** Whether the window at a place reaches into padding. @param {number} place */
  touchesPadding(place) {
    const start = this.start(place);
    return start < 0 || start + this.span > this.cells;
  }

  /**
   * The places of a part whose window stays off the padding, [from, to).
   * @param {{first: number, count: number}} part
   * @returns {[number, number]}
   */
  inside(part) {
    let [from, to] = [part.first, part.first + part.count];
    while (from < to && this.touchesPadding(from)) from += 1;
    while (to > from && this.touchesPadding(to - 1)) to -= 1;
    return [from, to];
  }

  /** The window at a place as Python would slice it, padding left out. @param {number} place */
  slice(place) {
    const taps = this.taps(place).filter((cell) => this.real(cell));
    const [first, last] = [taps[0], taps.at(-1)];
    if (first === undefined || last === undefined) return '∅';
    if (first === last) return String(first);
    return `${first}:${last + 1}${this.dilation > 1 ? `:${this.dilation}` : ''}`;
  }

  /** How many of the window's cells are padding. @param {number} place */
  padded(place) {
    return this.taps(place).filter((cell) => !this.real(cell)).length;
  }

  /**
   * The part to draw around a place where the whole would be too fine to see: `room` cells at most.
   * It moves by whole pages, so that pointing at a cell does not shift the picture under the pointer.
   * @param {number} room
   * @param {number} near first place of the part, as near as can be
   */
  part(room, near) {
    if (this.high - this.low <= room && this.places <= room) {
      return { first: 0, count: this.places, low: this.low, high: this.high, whole: true };
    }
    const count = Math.min(this.places, Math.max(3, Math.floor((room - this.span) / this.stride) + 1));
    const first = Math.max(0, Math.min(near, this.places - count));
    const low = this.start(first);
    const high = first + count >= this.places ? this.high : this.start(first + count - 1) + this.span;
    return { first, count, low, high, whole: false };
  }
}

/** @typedef {ReturnType<Axis['part']>} Part */
