// The numbers of an opened step: the cell that is looked at with its sum, and each of its tensors as maps with
// their statistics. Where the step has a window, its picture is painted, and leads.
import { define, h } from '../base/dom.js';
import { plural } from '../base/numbers.js';
import './cell-sum.js';
import './channel-grid.js';
import './number-facts.js';
import './tensor-map.js';
import './walk-through.js';
import { largest } from './bars.js';
import { layoutOf, placeOf, spanOf } from './layout.js';
import { channelsIn, placeAt, planes } from './planes.js';
import { onTheme } from './scale.js';

/** @import {Cell, Step} from '../../core.js' */
/** @import {Run} from '../../engine/runner.js' */
/** @import {Where} from '../../engine/runner-worker.js' */
/** @import {WindowPicture} from '../window-picture.js' */
/** @import {Layout} from './layout.js' */

/** A row of so many numbers opens at its largest. */
const FEW = 100;

/** @typedef {{label: string, where: Where, sizes: number[], dims: string}} View */

export class StepNumbers extends HTMLElement {
  /** @type {Run | null} */
  run = null;
  /** @type {Step | null} */
  #step = null;
  #index = -1;
  /** @type {WindowPicture | null} */
  #picture = null;
  /** @type {View[]} */
  #views = [];
  #view = 0;
  /** Of the output. */
  #channel = 0;
  /** Of another tensor. */
  #map = 0;
  /** A cell is asked for; another one is to be asked for after it. */
  #asking = false;
  #again = false;
  /** Where the window stands in a volume. @type {number | undefined} */
  #depth;
  /** What the picture is painted with. */
  #painted = '';
  /** The cell looked at, where there is no window. @type {{row: number, column: number} | null} */
  #spot = null;
  /** @type {(() => void)[]} */
  #undo = [];
  #walk = el('walk-through');
  #sum = el('cell-sum');
  #choose = h('select', { 'aria-label': 'Tensor' });
  #grid = el('channel-grid');
  #large = el('tensor-map');
  #facts = el('number-facts');
  #none = h('p', { class: 'small' });
  #about = h('p', { class: 'small about' });
  #tensor = h(
    'div',
    { class: 'tensor-numbers' },
    h('div', { class: 'sum-head' }, this.#choose, this.#about),
    this.#grid,
    h('div', { class: 'beside' }, this.#large, this.#facts),
    this.#none,
  );

  connectedCallback() {
    if (!this.firstChild) this.append(this.#walk, this.#sum, this.#tensor);
    const body = this.parentElement;
    const on = (/** @type {EventTarget | null} */ target, /** @type {string} */ type, /** @type {(event: any) => void} */ heard) => {
      target?.addEventListener(type, heard);
      this.#undo.push(() => target?.removeEventListener(type, heard));
    };
    on(body, 'window-at', () => this.#moved());
    on(body?.closest('walk-step') ?? null, 'keydown', (/** @type {KeyboardEvent} */ event) => {
      if (event.target instanceof Element && !event.target.matches('select, input')) this.#walk.key(event);
    });
    on(this, 'choose-map', ({ detail }) => this.#chosen(detail.map));
    on(this, 'choose-input', () => void this.#paint());
    on(this, 'map-cell', ({ detail }) => this.#looked(detail));
    on(this, 'go-place', ({ detail }) => this.#place(detail.at));
    this.#choose.onchange = () => {
      this.#view = this.#choose.selectedIndex;
      this.#map = 0;
      void this.#maps();
    };
    this.#undo.push(onTheme(() => {
      this.#painted = '';
      void this.#cell();
    }));
  }

  disconnectedCallback() {
    for (const undo of this.#undo) undo();
    this.#undo = [];
    if (this.#picture) this.#picture.numbers = null;
  }

  /** @param {Step} step @param {number} index @param {Run} run @param {WindowPicture | null} picture */
  show(step, index, run, picture) {
    if (this.run === run && this.#step === step) return;
    this.run = run;
    this.#step = step;
    this.#index = index;
    this.#picture = picture;
    this.#painted = '';
    const side = (/** @type {'in' | 'out'} */ which, /** @type {string} */ name) =>
      step[which].map((sizes, i) => ({
        label: step[which].length > 1 ? `${name} ${i}` : name,
        where: { step: index, which, index: i },
        sizes,
        dims: step[`${which}_dims`][i] ?? '',
      }));
    this.#views = [
      ...side('out', 'output'),
      ...side('in', 'input'),
      ...step.param_shapes.map(({ name, shape }, i) => ({
        label: name,
        where: { step: index, which: /** @type {const} */ ('parameter'), index: i },
        sizes: shape,
        dims: shape.length === 4 ? (step.windows[0]?.transposed ? 'ikhw' : 'kihw') : '',
      })),
    ];
    this.#view = Math.min(this.#view, this.#views.length - 1);
    this.#choose.replaceChildren(...this.#views.map(({ label }, i) => h('option', { selected: i === this.#view }, label)));
    this.#channel = Math.min(this.#channel, (this.#layout(0)?.count ?? 1) - 1);
    void this.#maps();
    void this.#cell();
  }

  /** @param {number} view */
  #layout(view) {
    const of = this.#views[view];
    // Of a volume, the slice that the window stands in.
    const { which } = of?.where ?? {};
    const cell = which === 'in' ? this.#picture?.middle : this.#picture?.out;
    const depth = cell?.length === 3 && which !== 'parameter' ? cell[0] : undefined;
    return of ? layoutOf(of.sizes, of.dims, depth) : null;
  }

  // --- The tensor that is looked at ---------------------------------------------------------------

  async #maps() {
    const { run } = this;
    const view = this.#views[this.#view];
    const layout = this.#layout(this.#view);
    if (!run || !view) return;
    const summary = layout ? await run.summary(view.where) : null;
    if (run !== this.run || view !== this.#views[this.#view]) return;
    const none = !summary || !layout;
    for (const node of [this.#grid, this.#large, this.#facts]) node.hidden = none;
    this.#none.hidden = !none;
    if (none) {
      const missing = run.outcome.without_kernel;
      this.#none.textContent = layout
        ? missing.length
          ? `No numbers here: there is no kernel yet for ${missing.join(', ')}.`
          : 'No numbers here.'
        : 'Nothing in it.';
      return;
    }
    // The picture of the window shows the output already, if it shows all of it.
    this.#large.hidden = this.#view === 0 && this.#picture?.places.length === 2 && this.#picture.whole;
    const most = Math.max(Math.abs(summary.min), Math.abs(summary.max));
    const map = this.#view === 0 ? this.#channel : this.#map;
    this.#about.textContent = about(layout);
    this.#grid.show(run, view.where, layout, most, map);
    this.#facts.summary = summary;
    if (this.#view === 0 && !this.#spot && layout.kind === 'bars' && layout.columns <= FEW) {
      const span = spanOf(layout, 0, 1);
      const numbers = await run.tensor(view.where, span.from, span.count);
      if (run !== this.run || !numbers) return;
      this.#large.spot = this.#spot = { row: 0, column: largest(numbers) };
      void this.#cell();
    }
    const name = view.where.which === 'parameter' ? view.label : view.where.which;
    await this.#large.show(run, view.where, layout, map, most, name);
    this.#follow();
  }

  /** @param {number} map */
  #chosen(map) {
    if (this.#view === 0) {
      this.#channel = map;
      void this.#cell();
    } else {
      this.#map = map;
      // The picture shows the input channel that is chosen here.
      if (this.#views[this.#view]?.where.which === 'in') this.#sum.channel = map;
    }
    void this.#maps();
  }

  /** A cell of the large map was pointed at. @param {{row: number, column: number}} spot */
  #looked(spot) {
    if (this.#view !== 0) return;
    const step = /** @type {Step} */ (this.#step);
    if (!this.#picture) {
      this.#spot = spot;
      void this.#cell();
      return;
    }
    const out = this.#picture.out;
    if (step.windows.length === 1) {
      // Channels lie along a line: the row is the channel.
      this.#channel = spot.row;
      this.#picture.look([spot.column]);
    } else this.#picture.look([...out.slice(0, -2), spot.row, spot.column]);
    void this.#cell();
  }

  // --- The window ---------------------------------------------------------------------------------

  #moved() {
    // Of a volume another slice is seen with each place in depth.
    const depth = this.#picture?.at.length === 3 ? this.#picture.at[0] : this.#depth;
    if (depth !== this.#depth) {
      this.#depth = depth;
      this.#painted = '';
      void this.#maps();
    }
    this.#follow();
    void this.#cell();
  }

  /** The large map marks the cell that the window makes. */
  #follow() {
    if (this.#view !== 0 || !this.#picture) return;
    const out = this.#picture.out;
    this.#large.spot =
      out.length === 1 ? { row: this.#channel, column: out[0] ?? 0 } : { row: out.at(-2) ?? 0, column: out.at(-1) ?? 0 };
  }

  /** Go to a place, counted row by row. @param {number} at */
  #place(at) {
    if (!this.#picture) return;
    let left = at;
    const to = [...this.#picture.places].reverse().map((count) => {
      const here = left % count;
      left = Math.floor(left / count);
      return here;
    });
    this.#picture.go(to.reverse());
  }

  // --- The cell -----------------------------------------------------------------------------------

  async #cell() {
    const { run } = this;
    const step = this.#step;
    if (!run || !step) return;
    const places = this.#picture?.places ?? [];
    const at = this.#picture?.at ?? [];
    this.#walk.show(
      places.reduce((sum, count, i) => sum * count + (at[i] ?? 0), 0),
      places.reduce((product, count) => product * count, places.length ? 1 : 0),
    );
    const layout = this.#layout(0);
    const sizes = step.out[0];
    if (!layout || !sizes) return void (this.#sum.hidden = true);
    const channel = this.#channel;
    const spot = this.#spot ?? { row: 0, column: 0 };
    const place = this.#picture
      ? placeAt(sizes, channel, this.#picture.out)
      : placeOf(layout, channel, Math.min(spot.row, layout.rows - 1), Math.min(spot.column, layout.columns - 1));
    // While a pointer moves, only the newest place is worth asking for.
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    const cell = await run.cell(this.#index, place);
    this.#asking = false;
    if (this.#again || run !== this.run) return void this.#cell();
    const seen = cell !== null && (cell.known || (await run.summary({ step: this.#index, which: 'out', index: 0 })) !== null);
    if (run !== this.run) return;
    this.#sum.hidden = !seen;
    if (seen) this.#sum.show(step, /** @type {Cell} */ (cell), place, channel);
    void this.#paint();
  }

  async #paint() {
    const [run, step, picture] = [this.run, this.#step, this.#picture];
    if (!run || !step || !picture) return;
    const inputs = channelsIn(step.in[0] ?? [], step.windows.length);
    // What has no weights reads the channel that it makes.
    const own = step.param_shapes.length ? this.#sum.channel : this.#channel;
    const channel = { in: Math.min(own, inputs - 1), out: this.#channel };
    const key = JSON.stringify(channel);
    if (key === this.#painted) return;
    this.#painted = key;
    const paint = await planes(run, step, this.#index, channel, picture);
    if (run === this.run && key === this.#painted && this.isConnected) picture.numbers = { paint, ...channel };
  }
}

/** A tensor's maps in words. @param {Layout} layout */
function about(layout) {
  const size = layout.rows > 1 ? `${layout.rows} × ${layout.columns}` : plural(layout.columns, 'number');
  const maps = layout.count > 1 ? `${layout.count} ${layout.name}s, ${size}` : size;
  return layout.said ? `${maps}; ${layout.said}` : maps;
}

/** @param {string} name @returns {HTMLElement & Record<string, any>} */
const el = (name) => document.createElement(name);

define('step-numbers', StepNumbers);
