// A sliding window at work: the input, the window on it, and the cell that it makes. Point at a cell of
// the output, or walk with the arrow keys, and the window moves; point at a cell of the input and the
// windows that read it light up. What is never read is hatched, what is padding is drawn as padding. Where the
// window stands is told by `window-at`; who has numbers can paint the cells with them (`paint`).
import { add, define, h, svg, tell } from './base/dom.js';
import { Axis } from './picture/axis.js';
import { Sheet } from './picture/sheet.js';

/** @import {Step} from '../core.js' */
/** @import {Part} from './picture/axis.js' */

/** Cells drawn of an axis at most; beyond, a part is drawn, and a small map says which. */
const ROOM = { plane: 44, strip: 180 };
const WIDE = { plane: 266, strip: 540 };

/**
 * Colours for cells (x, y) … (x + wide − 1, y + high − 1) of the input or the output, as the address of a picture of
 * one pixel a cell; null for none.
 * @typedef {(side: 'in' | 'out', x: number, y: number, wide: number, high: number) => string | null} Paint
 */

export class WindowPicture extends HTMLElement {
  /** @type {Step | null} */
  #step = null;
  /** The window's axes: [y, x], or [z, y, x], or [x]. @type {Axis[]} */
  #axes = [];
  /** The place of the window on each of them. @type {number[]} */
  #at = [];
  /** First place of the part that is drawn. @type {number[]} */
  #near = [];
  /** The output cell that is pointed at, where the window lies on the output. @type {number[] | null} */
  #cell = null;
  /** @type {(() => void)[]} what follows the window when it moves */
  #moves = [];
  /** @type {{paint: Paint, in: number, out: number} | null} */
  #numbers = null;
  /** @type {{sheet: Sheet, side: 'in' | 'out', channel: Element}[]} */
  #sheets = [];
  #stage = h('div', {
    class: 'stage',
    tabindex: 0,
    role: 'application',
    'aria-roledescription': 'picture of a sliding window',
  });
  #reads = h('p', { class: 'reads small', role: 'status' });

  /** @param {Step} step */
  set step(step) {
    this.#step = step;
    this.#axes = step.windows.map((slide) => new Axis(slide));
    this.#near = this.#axes.map(() => 0);
    // A place inside, off the diagonal, so that rows and columns can be told apart.
    this.#at = this.#axes.map((_, i) => Math.floor(this.#part(i).count * (i === this.#axes.length - 1 ? 0.7 : 0.25)));
    if (this.isConnected) this.#draw();
  }

  /** The place of the window on each axis. */
  get at() {
    return this.#at;
  }

  /** How many places there are on each axis. */
  get places() {
    return this.#axes.map(({ places }) => places);
  }

  /** The output cell that is looked at: the one that the window makes, or one that it is spread over. */
  get out() {
    if (!this.#axes[0]?.transposed) return this.#at;
    return this.#cell ?? this.#axes.map((axis, i) => clamp(this.#middle(axis, i), axis.cells));
  }

  /** The input cell under the window's middle. */
  get middle() {
    if (this.#axes[0]?.transposed) return this.#at;
    return this.#axes.map((axis, i) => clamp(this.#middle(axis, i), axis.cells));
  }

  /** Put the window at a place. @param {number[]} at */
  go(at) {
    if (at.length !== this.#axes.length) return;
    this.#stand(this.#axes.map((axis, i) => clamp(at[i] ?? 0, axis.places)));
  }

  /** Look at an output cell: the window goes where it makes it. @param {number[]} out */
  look(out) {
    if (!this.#axes[0]?.transposed) return this.go(out);
    const cell = this.#axes.map((axis, i) => clamp(out[i] ?? 0, axis.cells));
    this.#stand(this.#axes.map((axis, i) => axis.readers(cell[i] ?? 0)[0] ?? this.#at[i] ?? 0));
    this.#cell = cell;
    this.#tell();
  }

  /** Whether all of the output can be seen. */
  get whole() {
    return this.#axes.every((_, i) => this.#part(i).whole);
  }

  /** Colour the cells with the numbers of a channel; null takes the colours away. @param {{paint: Paint, in: number, out: number} | null} numbers */
  set numbers(numbers) {
    this.#numbers = numbers;
    this.#colour();
  }

  connectedCallback() {
    if (!this.#step || this.firstChild) return;
    this.append(this.#stage, this.#reads);
    this.#stage.addEventListener('keydown', (event) => this.#key(event));
    this.#draw();
  }

  get #x() {
    return this.#axes.length - 1;
  }

  /** @param {Axis} axis @param {number} i */
  #middle(axis, i) {
    return axis.start(this.#at[i] ?? 0) + Math.floor((axis.kernel - 1) / 2) * axis.dilation;
  }

  #colour() {
    const numbers = this.#numbers;
    this.#stage.classList.toggle('painted', numbers !== null);
    for (const { sheet, side, channel } of this.#sheets) {
      const { x, y, wide, high } = sheet.seen();
      sheet.colour(numbers?.paint(side, x, y, wide, high) ?? null);
      channel.textContent = this.#channel(side);
    }
  }

  /** Which channel is drawn, in words. @param {'in' | 'out'} side */
  #channel(side) {
    const channels = channelsOf(/** @type {Step} */ (this.#step), side);
    if (!channels) return '';
    if (this.#numbers) return `channel ${this.#numbers[side]} of ${channels}, `;
    return `one of ${channels} channel${channels === 1 ? '' : 's'}, `;
  }

  #tell() {
    tell(this, 'window-at', { at: this.#at, out: this.out });
  }

  #draw() {
    this.#moves = [];
    this.#sheets = [];
    const two = this.#axes.length >= 2;
    const moves = this.#axes[0]?.transposed ? 'input' : 'output';
    this.#stage.setAttribute(
      'aria-label',
      `Window on the ${moves === 'output' ? 'input' : 'output'}. Arrow keys go from one ${moves} cell to the next${this.#axes.length === 3 ? ', Page Up and Page Down in depth' : ''}.`,
    );
    this.#stage.replaceChildren();
    this.#stage.classList.toggle('strips', !two);
    this.#pair(this.#x, two ? this.#x - 1 : null);
    if (this.#axes.length === 3) this.#pair(0, null);
    this.#move();
    if (this.#numbers) this.#colour();
  }

  /**
   * Input and output side by side (one above the other where there is but one axis).
   * @param {number} xi
   * @param {number | null} yi
   */
  #pair(xi, yi) {
    const step = /** @type {Step} */ (this.#step);
    const x = /** @type {Axis} */ (this.#axes[xi]);
    const y = yi === null ? null : /** @type {Axis} */ (this.#axes[yi]);
    const form = y ? 'plane' : 'strip';
    const px = this.#part(xi);
    const py = yi === null ? null : this.#part(yi);
    const cell = (/** @type {number} */ cells) =>
      Math.max(2, Math.min(y ? 18 : 22, Math.floor((WIDE[form] / cells) * 2) / 2));
    const size = cell(Math.max(px.high - px.low, py ? py.high - py.low : 0));
    const lie = new Sheet(cellsOf(x, px), y && py && cellsOf(y, py), size);
    const places = Math.max(px.count, py?.count ?? 0);
    // On a strip an output cell is as wide as the step of its window: so it stands below the place.
    const small = y
      ? Math.max(4, Math.min(18, Math.floor(190 / places)))
      : Math.max(4, Math.min(WIDE.strip / places, size * x.stride));
    const made = new Sheet(placesOf(x, px), y && py && placesOf(y, py), small);

    made.node.classList.add('made');
    this.#still(lie, x, px, y, py);
    this.#moving(lie, made, xi, yi, px, py);
    const source = x.transposed ? made : lie;
    const result = x.transposed ? lie : made;
    const caption = (/** @type {'in' | 'out'} */ side) => {
      const slide = (/** @type {number} */ i) => step.windows[i]?.[side] ?? 0;
      const cells = yi === null ? `${slide(xi)}` : `${slide(yi)} × ${slide(xi)}`;
      // The depth of a volume is drawn beside its plane, which alone has the numbers.
      const depth = this.#axes.length === 3 && yi === null;
      const channel = h('span', null, depth ? 'depth, ' : this.#channel(side));
      if (!depth) this.#sheets.push({ sheet: side === 'in' ? source : result, side, channel });
      return h('figcaption', null, `${side}: `, channel, cells);
    };
    add(this.#stage, [
      h('figure', null, source.node, caption('in')),
      h('span', { class: 'arrow', 'aria-hidden': 'true' }, y || this.#axes.length === 3 ? '→' : '↓'),
      h('figure', null, result.node, caption('out')),
    ]);
    if (!px.whole || (py && !py.whole)) this.#map(x, xi, px, y, yi, py);
  }

  /** What is drawn of an axis. @param {number} i */
  #part(i) {
    const strip = this.#axes.length === 1 || (this.#axes.length === 3 && i === 0);
    const most = strip ? ROOM.strip : ROOM.plane;
    const axis = /** @type {Axis} */ (this.#axes[i]);
    // Of a large map, a few windows' worth, large enough to see the cells.
    const part = Math.min(most, Math.max(strip ? 60 : 22, axis.span * 5));
    return axis.part(axis.high - axis.low <= most && axis.places <= most ? most : part, this.#near[i] ?? 0);
  }

  /**
   * What stays where it is: the hatching of what no window reads.
   * @param {Sheet} lie @param {Axis} x @param {Part} px @param {Axis | null} y @param {Part | null} py
   */
  #still(lie, x, px, y, py) {
    add(lie.paper, lie.columns('unread', x.unread(px.low, px.high)));
    if (y && py) add(lie.paper, lie.rows('unread', y.unread(py.low, py.high)));
  }

  /**
   * What moves: the window, the places of its row, the cell it makes; and the pointer that moves it.
   * @param {Sheet} lie @param {Sheet} made
   * @param {number} xi @param {number | null} yi
   * @param {Part} px @param {Part | null} py
   */
  #moving(lie, made, xi, yi, px, py) {
    const x = /** @type {Axis} */ (this.#axes[xi]);
    const y = yi === null ? null : /** @type {Axis} */ (this.#axes[yi]);
    // Cells whose window reaches into padding are paler.
    const [left, right] = x.inside(px);
    const [top, bottom] = y && py ? y.inside(py) : [0, 1];
    if (right > left && bottom > top) made.under(made.rect('full', left, top, right - left, bottom - top));
    const dots = svg('g', { class: 'places' });
    const pane = svg('g', { class: 'pane' }, ...panes(lie, x, y));
    const lit = svg('g', { class: 'readers' });
    const here = made.rect('here', 0, 0);
    const spot = lie.rect('spot', 0, 0);
    spot.setAttribute('visibility', 'hidden');
    lie.marks.append(dots, pane, spot);
    made.marks.append(lit, here);

    this.#moves.push(() => {
      const [i, j] = [this.#at[xi] ?? 0, yi === null ? 0 : (this.#at[yi] ?? 0)];
      pane.setAttribute('transform', `translate(${lie.left(x.start(i))} ${y ? lie.top(y.start(j)) : 0})`);
      here.setAttribute('x', String(made.left(i)));
      here.setAttribute('y', String(made.top(j)));
      const middle = y ? lie.top(y.start(j)) + (y.span * lie.py) / 2 : lie.py / 2;
      dots.replaceChildren();
      for (let p = px.first; p < px.first + px.count; p += 1) {
        dots.append(
          svg('circle', { cx: lie.left(x.start(p)) + (x.span * lie.px) / 2, cy: middle, r: Math.min(1.7, lie.px / 3) }),
        );
      }
    });

    made.node.addEventListener('pointermove', (event) => {
      const cell = made.cellAt(event);
      this.#go(xi, cell.x, yi, cell.y);
    });
    lie.node.addEventListener('pointermove', (event) => {
      const cell = lie.cellAt(event);
      spot.setAttribute('visibility', 'visible');
      spot.setAttribute('x', String(lie.left(cell.x)));
      spot.setAttribute('y', String(lie.top(cell.y)));
      lit.replaceChildren();
      const columns = x.readers(cell.x);
      const rows = y ? y.readers(cell.y) : [0];
      for (const i of columns)
        for (const j of rows) {
          if (i >= px.first && i < px.first + px.count && (!py || (j >= py.first && j < py.first + py.count)))
            lit.append(made.rect('reader', i, j));
        }
      this.#tellOfCell(x, y, cell, columns.length * rows.length);
      if (x.transposed && x.real(cell.x) && (!y || y.real(cell.y))) {
        this.#cell = this.out.map((own, i) => (i === xi ? cell.x : i === yi ? cell.y : own));
        this.#tell();
      }
    });
    lie.node.addEventListener('pointerleave', () => {
      spot.setAttribute('visibility', 'hidden');
      lit.replaceChildren();
      this.#move();
    });
    // A tap on the input takes the nearest window there.
    lie.node.addEventListener('click', (event) => {
      const cell = lie.cellAt(event);
      const near = (/** @type {Axis} */ axis, /** @type {number} */ at) =>
        Math.max(0, Math.min(axis.places - 1, Math.round((at + axis.padBefore - (axis.span - 1) / 2) / axis.stride)));
      this.#go(xi, near(x, cell.x), yi, y ? near(y, cell.y) : 0);
    });
  }

  /**
   * Where only a part is drawn: a map of the whole, with the part on it. Pressing it goes there.
   * @param {Axis} x @param {number} xi @param {Part} px @param {Axis | null} y @param {number | null} yi @param {Part | null} py
   */
  #map(x, xi, px, y, yi, py) {
    const most = Math.max(x.cells, y?.cells ?? 0);
    const scale = (y ? 74 : 300) / most;
    const [wide, high] = [x.cells * scale, y ? y.cells * scale : 8];
    const map = svg(
      'svg',
      {
        class: 'map',
        width: wide + 2,
        height: high + 2,
        viewBox: `-1 -1 ${wide + 2} ${high + 2}`,
        'aria-hidden': 'true',
      },
      svg('rect', { class: 'cells', x: 0, y: 0, width: wide, height: high }),
      svg('rect', {
        class: 'part',
        x: Math.max(0, px.low) * scale,
        y: y && py ? Math.max(0, py.low) * scale : 0,
        width: Math.max(3, (Math.min(x.cells, px.high) - Math.max(0, px.low)) * scale),
        height: y && py ? Math.max(3, (Math.min(y.cells, py.high) - Math.max(0, py.low)) * scale) : high,
      }),
    );
    map.addEventListener('pointerdown', (event) => {
      const box = map.getBoundingClientRect();
      const jump = (/** @type {Axis} */ axis, /** @type {number} */ part) =>
        Math.max(0, Math.min(axis.places - 1, Math.floor(axis.places * part)));
      this.#go(
        xi,
        jump(x, (event.clientX - box.left) / box.width),
        yi,
        y ? jump(y, (event.clientY - box.top) / box.height) : 0,
      );
    });
    const range = (/** @type {Axis} */ axis, /** @type {Part} */ part) =>
      `${Math.max(0, part.low)}–${Math.min(axis.cells, part.high) - 1}`;
    const what =
      y && py
        ? `rows ${range(y, py)} and columns ${range(x, px)} of ${y.cells} × ${x.cells}`
        : `cells ${range(x, px)} of ${x.cells}`;
    add(this.#stage, [h('figure', { class: 'whole' }, map, h('figcaption', null, `drawn: ${what}`))]);
  }

  /**
   * @param {number} xi @param {number} i
   * @param {number | null} yi @param {number} j
   */
  #go(xi, i, yi, j) {
    const at = [...this.#at];
    at[xi] = i;
    if (yi !== null) at[yi] = j;
    this.#stand(at);
  }

  /** @param {number[]} at */
  #stand(at) {
    if (String(at) === String(this.#at)) return;
    this.#at = at;
    this.#cell = null;
    if (this.#outside()) this.#draw();
    else this.#move();
    this.#tell();
  }

  /** Turn the page where the window has left the drawn part. */
  #outside() {
    let turned = false;
    this.#axes.forEach((_, i) => {
      const part = this.#part(i);
      const at = this.#at[i] ?? 0;
      if (at >= part.first && at < part.first + part.count) return;
      this.#near[i] = Math.max(0, at - Math.floor(part.count / 2));
      turned = true;
    });
    return turned;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const x = this.#x;
    const moves = /** @type {Record<string, [number, number]>} */ ({
      ArrowRight: [x, 1],
      ArrowLeft: [x, -1],
      ArrowDown: [x - 1, 1],
      ArrowUp: [x - 1, -1],
      PageDown: [x - 2, 1],
      PageUp: [x - 2, -1],
      Home: [x, -Infinity],
      End: [x, Infinity],
    });
    const move = moves[event.key];
    const axis = move && this.#axes[move[0]];
    if (!move || !axis || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(axis.places - 1, (this.#at[move[0]] ?? 0) + move[1]));
    this.#go(move[0], to, null, 0);
  }

  #move() {
    for (const move of this.#moves) move();
    const axes = this.#axes;
    const place = this.#at.join(', ');
    const cells = axes.map((axis, i) => axis.slice(this.#at[i] ?? 0)).join(', ');
    const total = axes.reduce((product, axis) => product * axis.kernel, 1);
    const real = axes.reduce((product, axis, i) => product * (axis.kernel - axis.padded(this.#at[i] ?? 0)), 1);
    const dots = '…, ';
    const count = axes.length === 1 ? String(total) : `${axes.map((axis) => axis.kernel).join('·')} = ${total}`;
    this.#reads.replaceChildren();
    if (axes[0]?.transposed) {
      add(this.#reads, [
        h('code', null, `in[${dots}${place}]`),
        ' is spread over ',
        h('code', null, `out[${dots}${cells}]`),
        total > real ? `; ${total - real} of its ${total} cells fall into the padding that is cut off` : '',
      ]);
    } else {
      add(this.#reads, [
        h('code', null, `out[${dots}${place}]`),
        ' reads ',
        h('code', null, `in[${dots}${cells}]`),
        `: ${count} numbers of a channel`,
        total > real ? `, ${total - real} of them padding` : '',
      ]);
    }
  }

  /**
   * @param {Axis} x @param {Axis | null} y
   * @param {{x: number, y: number}} cell
   * @param {number} windows
   */
  #tellOfCell(x, y, cell, windows) {
    const name = x.transposed ? 'out' : 'in';
    const place = y ? `${cell.y}, ${cell.x}` : `${cell.x}`;
    const depth = this.#axes.length === 3 && y ? ':, ' : '';
    const real = x.real(cell.x) && (!y || y.real(cell.y));
    this.#reads.replaceChildren();
    add(
      this.#reads,
      real
        ? [
            h('code', null, `${name}[…, ${depth}${place}]`),
            windows
              ? ` is ${x.transposed ? 'written' : 'read'} by ${windows} window${windows === 1 ? '' : 's'}`
              : x.transposed
                ? ' gets nothing but the bias'
                : ' is never read',
          ]
        : [x.transposed ? 'Cut off by the padding.' : 'Padding: not in the tensor.'],
    );
  }
}

/** @param {number} at @param {number} count */
const clamp = (at, count) => Math.max(0, Math.min(count - 1, at));
/** @param {Axis} axis @param {Part} part */
const cellsOf = (axis, part) => ({
  low: part.low,
  high: part.high,
  cells: axis.cells,
  startsHere: part.low <= 0,
  endsHere: part.high >= axis.cells,
});
/** @param {Axis} axis @param {Part} part */
const placesOf = (axis, part) => ({
  low: part.first,
  high: part.first + part.count,
  cells: axis.places,
  startsHere: part.first === 0,
  endsHere: part.first + part.count === axis.places,
});

/**
 * The window itself: one pane, or with dilation a pane for each cell that is read.
 * @param {Sheet} sheet
 * @param {Axis} x
 * @param {Axis | null} y
 */
function panes(sheet, x, y) {
  const wide = x.span * sheet.px;
  const high = y ? y.span * sheet.py : sheet.py;
  const outline = svg('rect', { class: 'outline', x: 0, y: 0, width: wide, height: high, rx: 2 });
  if (x.dilation === 1 && (!y || y.dilation === 1))
    return [svg('rect', { class: 'glass', x: 0, y: 0, width: wide, height: high, rx: 2 }), outline];
  const cells = [];
  for (let i = 0; i < x.kernel; i += 1)
    for (let j = 0; j < (y?.kernel ?? 1); j += 1) {
      cells.push(
        svg('rect', {
          class: 'glass strong',
          x: i * x.dilation * sheet.px,
          y: y ? j * y.dilation * sheet.py : 0,
          width: sheet.px,
          height: sheet.py,
        }),
      );
    }
  outline.classList.add('dashed');
  return [...cells, outline];
}

/**
 * Channels stand before the axes of space.
 * @param {Step} step
 * @param {'in' | 'out'} side
 */
function channelsOf(step, side) {
  const sizes = step[side][0] ?? [];
  return sizes[sizes.length - step.windows.length - 1] ?? 0;
}

define('window-picture', WindowPicture);
