// All feature maps of a tensor, small, to choose one of: by pointer, or with the arrow keys.
import { define, h, tell } from '../base/dom.js';
import { fit, mapFrom, spanOf } from './layout.js';
import { onTheme, picture, put } from './scale.js';

/** @import {Layout} from './layout.js' */
/** @import {Run} from '../../engine/runner.js' */
/** @import {Where} from '../../engine/runner-worker.js' */

/** Shown at first; a press shows the others. */
const FIRST = 32;
const SIZE = 44;

export class ChannelGrid extends HTMLElement {
  /** @type {{run: Run, where: Where, layout: Layout, most: number} | null} */
  #of = null;
  #chosen = 0;
  #shown = FIRST;
  #list = h('div', { class: 'channels', role: 'radiogroup' });
  #more = h('button', { class: 'quiet', type: 'button' });
  /** @type {(() => void) | null} */
  #theme = null;

  connectedCallback() {
    if (!this.firstChild) this.append(this.#list, this.#more);
    this.#theme = onTheme(() => void this.#draw());
    this.#list.onclick = (event) => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (button) this.#choose(Number(button.dataset.map));
    };
    this.#list.onkeydown = (event) => this.#key(event);
    this.#more.onclick = () => {
      this.#shown = Infinity;
      void this.#draw();
      this.#choose(this.#chosen, true);
    };
  }

  disconnectedCallback() {
    this.#theme?.();
  }

  /** @param {Run} run @param {Where} where @param {Layout} layout @param {number} most @param {number} chosen */
  show(run, where, layout, most, chosen) {
    this.#of = { run, where, layout, most };
    this.#chosen = chosen;
    void this.#draw();
  }

  async #draw() {
    const of = this.#of;
    if (!of) return;
    const { layout, most } = of;
    this.hidden = layout.count === 1;
    if (this.hidden) return;
    const count = Math.min(this.#shown, layout.count);
    const span = spanOf(layout, 0, count);
    const numbers = await of.run.tensor(of.where, span.from, span.count);
    if (of !== this.#of || !numbers) return;
    this.#list.setAttribute('aria-label', `${layout.name}s of the ${of.where.which === 'in' ? 'input' : 'output'}`);
    const { width, height } = fit(layout, SIZE, SIZE);
    const buttons = /** @type {HTMLCollectionOf<HTMLElement>} */ (this.#list.children);
    while (buttons.length > count) this.#list.lastElementChild?.remove();
    for (let i = 0; i < count; i += 1) {
      const button =
        buttons[i] ??
        this.#list.appendChild(
          h('button', { type: 'button', role: 'radio', 'data-map': i, title: `${layout.name} ${i}` }, h('canvas')),
        );
      button.setAttribute('aria-label', `${layout.name} ${i}`);
      const canvas = /** @type {HTMLCanvasElement} */ (button.firstElementChild);
      const map = mapFrom(layout, numbers, i * layout.apart, SIZE);
      put(canvas, picture(map.numbers, map.columns, map.rows, most));
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    this.#more.hidden = count === layout.count;
    this.#more.textContent = `all ${layout.count} ${layout.name}s`;
    this.#mark();
  }

  #mark() {
    for (const button of /** @type {HTMLCollectionOf<HTMLElement>} */ (this.#list.children)) {
      const on = Number(button.dataset.map) === this.#chosen;
      button.setAttribute('aria-checked', String(on));
      button.tabIndex = on ? 0 : -1;
    }
  }

  /** @param {number} map @param {boolean} [focus] */
  #choose(map, focus = false) {
    this.#chosen = map;
    this.#mark();
    if (focus) /** @type {HTMLElement | undefined} */ (this.#list.children[map])?.focus();
    tell(this, 'choose-map', { map });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const buttons = [...this.#list.children];
    const top = buttons[0]?.getBoundingClientRect().top;
    const across = buttons.filter((button) => button.getBoundingClientRect().top === top).length || 1;
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#choose(Math.max(0, Math.min(buttons.length - 1, this.#chosen + by)), true);
  }
}

define('channel-grid', ChannelGrid);
