// Squared paper: a drawing of cells, on two axes or on one, that knows which cell is under the pointer.
import { svg } from '../base/dom.js';

/**
 * One axis of a sheet: cells low … high − 1 are drawn, those from 0 to `cells` − 1 are the tensor's.
 * `startsHere` and `endsHere`: whether the drawn part reaches the tensor's own edge.
 * @typedef {{low: number, high: number, cells: number, startsHere: boolean, endsHere: boolean}} Side
 */

/** Height of the one row of a one-dimensional sheet, in pixels. */
const STRIP = 26;

let ids = 0;

export class Sheet {
  /**
   * @param {Side} x
   * @param {Side | null} y null: a strip
   * @param {number} px size of a cell
   */
  constructor(x, y, px) {
    this.x = x;
    this.y = y;
    this.px = px;
    this.py = y ? px : STRIP;
    this.width = (x.high - x.low) * px;
    this.height = y ? (y.high - y.low) * px : STRIP;
    this.id = `sheet${(ids += 1)}`;
    this.marks = svg('g', null);
    this.paper = svg('g', null);
    this.node = svg(
      'svg',
      {
        class: 'sheet',
        width: this.width + 4,
        height: this.height + 4,
        viewBox: `-2 -2 ${this.width + 4} ${this.height + 4}`,
        'aria-hidden': 'true',
      },
      this.#hatch(),
      this.paper,
      this.marks,
    );
    this.#draw();
  }

  /** @param {number} cell */
  left(cell) {
    return (cell - this.x.low) * this.px;
  }

  /** @param {number} cell */
  top(cell) {
    return this.y ? (cell - this.y.low) * this.px : 0;
  }

  /**
   * @param {string} kind class of the rectangle
   * @param {number} x
   * @param {number} y
   * @param {number} wide cells
   * @param {number} high
   */
  rect(kind, x, y, wide = 1, high = 1) {
    return svg('rect', { class: kind, x: this.left(x), y: this.top(y), width: wide * this.px, height: high * this.py });
  }

  /** Put something on the paper, under its lines. @param {Element} node */
  under(node) {
    this.paper.querySelector('.cells')?.after(node);
  }

  /** The tensor's cells that are drawn. */
  seen() {
    const of = (/** @type {Side | null} */ side) =>
      side ? { from: Math.max(0, side.low), to: Math.min(side.cells, side.high) } : { from: 0, to: 1 };
    const [x, y] = [of(this.x), of(this.y)];
    return { x: x.from, y: y.from, wide: Math.max(0, x.to - x.from), high: Math.max(0, y.to - y.from) };
  }

  /** Paint those cells with a picture of one pixel each. @param {string | null} href */
  colour(href) {
    this.paper.querySelector('image')?.remove();
    if (!href) return;
    const real = this.#real();
    const at = { x: real.left, y: real.top, width: real.width, height: real.height };
    this.paper.querySelector('.lines, .edge')?.before(svg('image', { href, preserveAspectRatio: 'none', ...at }));
  }

  /** Whole columns of the drawn part. @param {string} kind @param {number[]} cells */
  columns(kind, cells) {
    return runs(cells).map(([from, to]) =>
      svg('rect', {
        class: kind,
        fill: this.#fill(kind),
        x: this.left(from),
        y: this.#real().top,
        width: (to - from) * this.px,
        height: this.#real().height,
      }),
    );
  }

  /** Whole rows. @param {string} kind @param {number[]} cells */
  rows(kind, cells) {
    return runs(cells).map(([from, to]) =>
      svg('rect', {
        class: kind,
        fill: this.#fill(kind),
        x: this.#real().left,
        y: this.top(from),
        width: this.#real().width,
        height: (to - from) * this.py,
      }),
    );
  }

  /** The cell under a pointer. @param {PointerEvent | MouseEvent} event */
  cellAt(event) {
    const box = this.node.getBoundingClientRect();
    const scale = (this.width + 4) / (box.width || 1);
    const x = Math.floor(((event.clientX - box.left) * scale - 2) / this.px) + this.x.low;
    const y = this.y ? Math.floor(((event.clientY - box.top) * scale - 2) / this.py) + this.y.low : 0;
    /** @param {number} cell @param {Side} side */
    const clamp = (cell, side) => Math.max(side.low, Math.min(side.high - 1, cell));
    return { x: clamp(x, this.x), y: this.y ? clamp(y, this.y) : 0 };
  }

  /** @param {string} kind */
  #fill(kind) {
    return kind === 'unread' ? `url(#${this.id})` : undefined;
  }

  /** Where the tensor's own cells lie, in pixels. */
  #real() {
    const left = this.left(Math.max(0, this.x.low));
    const right = this.left(Math.min(this.x.cells, this.x.high));
    const top = this.y ? this.top(Math.max(0, this.y.low)) : 0;
    const bottom = this.y ? this.top(Math.min(this.y.cells, this.y.high)) : STRIP;
    return { left, top, width: right - left, height: bottom - top };
  }

  #hatch() {
    return svg(
      'defs',
      null,
      svg(
        'pattern',
        { id: this.id, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        svg('path', { class: 'hatch', d: 'M0 0V5' }),
      ),
    );
  }

  #draw() {
    const { width, height, px, py } = this;
    const real = this.#real();
    this.paper.append(
      svg('rect', { class: 'padding', x: 0, y: 0, width, height }),
      svg('rect', { class: 'cells', x: real.left, y: real.top, width: real.width, height: real.height }),
    );
    let lines = '';
    for (let x = px; x < width - 0.5; x += px) lines += `M${x} 0V${height}`;
    if (this.y) for (let y = py; y < height - 0.5; y += py) lines += `M0 ${y}H${width}`;
    if (px >= 3) this.paper.append(svg('path', { class: 'lines', d: lines }));
    // A tensor's edge is drawn where it is; where the drawing stops short of it, the paper goes on.
    let edge = '';
    const [right, bottom] = [real.left + real.width, real.top + real.height];
    if (this.x.startsHere) edge += `M${real.left} ${real.top}V${bottom}`;
    if (this.x.endsHere) edge += `M${right} ${real.top}V${bottom}`;
    if (!this.y || this.y.startsHere) edge += `M${real.left} ${real.top}H${right}`;
    if (!this.y || this.y.endsHere) edge += `M${real.left} ${bottom}H${right}`;
    this.paper.append(svg('path', { class: 'edge', d: edge }));
  }
}

/**
 * 1 2 3 7 → [1, 4) and [7, 8).
 * @param {number[]} cells ascending
 * @returns {[number, number][]}
 */
function runs(cells) {
  /** @type {[number, number][]} */
  const found = [];
  for (const cell of cells) {
    const last = found.at(-1);
    if (last && last[1] === cell) last[1] = cell + 1;
    else found.push([cell, cell + 1]);
  }
  return found;
}
