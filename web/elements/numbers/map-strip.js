// The numbers of a tensor in its row of the walk: its first feature maps side by side, small, or its bars.
import { define, h } from '../base/dom.js';
import { drawBars, largest } from './bars.js';
import { figure } from './figures.js';
import { asRow, fit, layoutOf, mapFrom, spanOf } from './layout.js';
import { onTheme, picture, put } from './scale.js';

/** @import {Run} from '../../engine/runner.js' */
/** @import {Where} from '../../engine/runner-worker.js' */

const MAPS = 12;
const SIZE = 38;
const HIGH = 34;
/** Cells of a side that are told apart in so small a picture. */
const CELLS = 38;
/** A row of fewer numbers has its largest named. */
const FEW = 100;

// What is out of sight is neither fetched nor drawn.
const sight = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) /** @type {MapStrip} */ (target).seen();
  },
  { rootMargin: '300px' },
);

export class MapStrip extends HTMLElement {
  /** @type {{run: Run, where: Where, sizes: number[], dims: string} | null} */
  #of = null;
  #drawn = false;
  /** @type {(() => void) | null} */
  #theme = null;

  /**
   * @param {Run} run
   * @param {Where} where
   * @param {number[]} sizes
   * @param {string} dims
   */
  show(run, where, sizes, dims) {
    if (this.#of?.run === run && this.#of.where.step === where.step) return;
    this.#of = { run, where, sizes, dims };
    this.#drawn = false;
    sight.unobserve(this);
    sight.observe(this);
  }

  connectedCallback() {
    this.#theme = onTheme(() => void this.#draw());
    if (this.#of && !this.#drawn) sight.observe(this);
  }

  disconnectedCallback() {
    this.#theme?.();
    sight.unobserve(this);
  }

  /** It has come into sight. */
  seen() {
    sight.unobserve(this);
    if (this.#drawn) return;
    this.#drawn = true;
    void this.#draw();
  }

  async #draw() {
    const of = this.#of;
    if (!of || !this.#drawn) return;
    const maps = layoutOf(of.sizes, of.dims);
    if (!maps) return this.replaceChildren();
    const layout = asRow(maps);
    const count = Math.min(MAPS, layout.count);
    const span = spanOf(layout, 0, count);
    const [summary, numbers] = await Promise.all([
      of.run.summary(of.where),
      of.run.tensor(of.where, span.from, span.count),
    ]);
    if (of !== this.#of) return;
    if (!summary || !numbers) return this.replaceChildren();
    const most = Math.max(Math.abs(summary.min), Math.abs(summary.max));
    const range = `numbers from ${figure(summary.min)} to ${figure(summary.max)}`;
    if (layout.kind === 'bars') {
      const canvas = h('canvas', { class: 'bars', 'aria-hidden': 'true' });
      const row = mapFrom(layout, numbers, 0).numbers;
      const best = largest(row);
      const few = row.length > 1 && row.length <= FEW;
      const width = Math.min(420, Math.max(60, row.length * 14));
      canvas.style.width = `${width}px`;
      this.replaceChildren(
        canvas,
        few ? h('span', { class: 'small' }, `largest: [${best}] `, h('code', null, figure(row[best] ?? 0))) : '',
      );
      drawBars(canvas, row, canvas.clientWidth || width, HIGH, most);
      this.#label(
        `A row of ${row.length} ${range}${few ? `, the largest at ${best}: ${figure(row[best] ?? 0)}` : ''}`,
      );
      return;
    }
    const { width, height } = layout.count > 1 ? fit(layout, SIZE, SIZE) : fit(layout, 420, HIGH);
    let averaged = false;
    const canvases = Array.from({ length: count }, (_, i) => {
      const map = mapFrom(layout, numbers, i * layout.apart, layout.count > 1 ? CELLS : 420);
      averaged ||= map.high * map.wide > 1;
      const canvas = h('canvas', { class: 'map-small', 'aria-hidden': 'true' });
      put(canvas, picture(map.numbers, map.columns, map.rows, most));
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      return canvas;
    });
    this.replaceChildren(...canvases);
    const what = layout.count > 1 ? `The first of ${layout.count} ${layout.name}s` : 'A map';
    const said = [range, layout.said, averaged ? 'neighbours averaged to fit' : ''].filter(Boolean).join('; ');
    this.#label(`${what}, ${layout.rows} by ${layout.columns}, ${said}`);
  }

  /** @param {string} text */
  #label(text) {
    this.setAttribute('role', 'img');
    this.setAttribute('aria-label', text);
    this.title = text;
  }
}

define('map-strip', MapStrip);
