// One map of a tensor, large, with a cell that is pointed at or walked to: its place and its number are said,
// and the page is told of it (`map-cell`), so that the sum behind it can be shown. A row of numbers shows as bars.
import { define, h, tell } from '../base/dom.js';
import { drawBars } from './bars.js';
import { figure } from './figures.js';
import { fit, indexOf, mapFrom, placeOf, spanOf } from './layout.js';
import { onTheme, picture, put } from './scale.js';

/** @import {Layout} from './layout.js' */
/** @import {Run} from '../../engine/runner.js' */
/** @import {Where} from '../../engine/runner-worker.js' */

const WIDE = 300;
const HIGH = 240;
const BARS = 110;

/** @typedef {{row: number, column: number}} Spot */

export class TensorMap extends HTMLElement {
  /** @type {{layout: Layout, map: number, most: number, name: string} | null} */
  #of = null;
  /** @type {Float32Array | null} */
  #numbers = null;
  /** @type {Spot} */
  #at = { row: 0, column: 0 };
  #canvas = h('canvas', { 'aria-hidden': 'true' });
  #here = h('span', { class: 'here-cell', 'aria-hidden': 'true' });
  #board = h(
    'div',
    { class: 'board', tabindex: 0, role: 'application', 'aria-roledescription': 'map of numbers' },
    this.#canvas,
    this.#here,
  );
  #says = h('p', { class: 'small says', role: 'status' });
  #sampled = h('p', { class: 'small' });
  /** @type {(() => void) | null} */
  #theme = null;

  connectedCallback() {
    if (!this.firstChild) this.append(this.#board, this.#says, this.#sampled);
    this.#theme = onTheme(() => this.#draw());
    this.#board.onkeydown = (event) => this.#key(event);
    this.#board.onpointermove = (event) => this.#point(event);
    this.#board.onpointerdown = (event) => this.#point(event);
  }

  disconnectedCallback() {
    this.#theme?.();
  }

  /**
   * @param {Run} run @param {Where} where @param {Layout} layout
   * @param {number} map which
   * @param {number} most the largest size on the scale
   * @param {string} name of the tensor: out, in, weight
   */
  async show(run, where, layout, map, most, name) {
    const of = { layout, map, most, name };
    this.#of = of;
    const span = spanOf(layout, map, map + 1);
    const numbers = await run.tensor(where, span.from, span.count);
    if (of !== this.#of || !numbers) return;
    this.#numbers = numbers;
    const which = layout.count > 1 ? `${layout.name} ${map}, ` : '';
    this.#board.setAttribute(
      'aria-label',
      `${which}${layout.rows > 1 ? `${layout.rows} by ` : ''}${layout.columns} numbers. Arrow keys go from one to the next.`,
    );
    this.#at = {
      row: Math.min(this.#at.row, layout.rows - 1),
      column: Math.min(this.#at.column, layout.columns - 1),
    };
    this.#draw();
    this.#mark();
  }

  /** The cell that is looked at. @param {Spot} spot */
  set spot(spot) {
    this.#at = spot;
    this.#mark();
  }

  #draw() {
    const of = this.#of;
    const numbers = this.#numbers;
    if (!of || !numbers) return;
    const { layout, most } = of;
    const bars = layout.kind === 'bars';
    const room = Math.min(bars ? 560 : WIDE, this.clientWidth || WIDE);
    const size = bars
      ? { width: Math.min(room, Math.max(120, layout.columns * 28)), height: BARS }
      : fit(layout, layout.columns > layout.rows * 3 ? Math.min(560, this.clientWidth || 560) : room, HIGH);
    this.#board.style.width = `${size.width}px`;
    this.#board.style.height = `${size.height}px`;
    let said = '';
    if (bars) {
      const shared = drawBars(this.#canvas, numbers, size.width, size.height, most);
      if (shared > 1) said = `Drawn with ${shared} numbers to a bar, of which the one furthest from zero shows.`;
    } else {
      const map = mapFrom(layout, numbers, 0, 600);
      if (map.high * map.wide > 1) said = `Drawn as averages of ${map.high} × ${map.wide} numbers.`;
      put(this.#canvas, picture(map.numbers, map.columns, map.rows, most));
    }
    this.#sampled.textContent = said;
    this.#sampled.hidden = !said;
  }

  #mark() {
    const of = this.#of;
    if (!of || !this.#numbers) return;
    const { layout } = of;
    const { row, column } = this.#at;
    const box = this.#here.style;
    box.left = `${(column / layout.columns) * 100}%`;
    box.top = `${(row / layout.rows) * 100}%`;
    box.width = `${100 / layout.columns}%`;
    box.height = `${100 / layout.rows}%`;
    const x = this.#numbers[row * layout.down + column * layout.along] ?? 0;
    const place = placeOf(layout, of.map, row, column);
    this.#says.replaceChildren(
      h('code', null, `${of.name}[${indexOf(layout.sizes, place)}] = ${figure(x, 4)}`),
    );
  }

  /** @param {Spot} spot */
  #go(spot) {
    const of = this.#of;
    if (!of) return;
    const row = Math.max(0, Math.min(of.layout.rows - 1, spot.row));
    const column = Math.max(0, Math.min(of.layout.columns - 1, spot.column));
    if (row === this.#at.row && column === this.#at.column) return;
    this.#at = { row, column };
    this.#mark();
    tell(this, 'map-cell', this.#at);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const of = this.#of;
    if (!of || event.buttons > 1) return;
    const box = this.#board.getBoundingClientRect();
    this.#go({
      row: Math.floor(((event.clientY - box.top) / box.height) * of.layout.rows),
      column: Math.floor(((event.clientX - box.left) / box.width) * of.layout.columns),
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { row, column } = this.#at;
    const moves = /** @type {Record<string, Spot>} */ ({
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      ArrowDown: { row: row + 1, column },
      ArrowUp: { row: row - 1, column },
      Home: { row, column: 0 },
      End: { row, column: Infinity },
    });
    const to = moves[event.key];
    if (!to || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#go(to);
  }
}

define('tensor-map', TensorMap);
