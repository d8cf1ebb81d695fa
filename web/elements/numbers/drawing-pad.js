// A pad to draw on with pointer or finger; by keyboard, digits of ours can be put on it. White on black as the
// digits of MNIST are, shown as ink on paper. What is drawn is told as strokes (`pad-input`).
import { define, h, tell } from '../base/dom.js';
import { DIGITS } from './digits.js';
import { onTheme } from './scale.js';

/** @import {Stroke} from './digits.js' */

/** The pad's side in pixels, for strokes on a side of 100. */
const SIDE = 280;
/** A pen as wide as that of MNIST's digits: two of its 28 pixels. */
const PEN = 8;

/**
 * Strokes as white on black.
 * @param {Stroke[]} strokes
 * @returns {HTMLCanvasElement}
 */
export function drawn(strokes) {
  const canvas = h('canvas', { width: SIDE, height: SIDE });
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  ctx.fillStyle = '#000';
  ctx.fillRect(0, 0, SIDE, SIDE);
  ink(ctx, strokes, '#fff');
  return canvas;
}

/** @param {CanvasRenderingContext2D} ctx @param {Stroke[]} strokes @param {string} colour */
function ink(ctx, strokes, colour) {
  const by = SIDE / 100;
  ctx.strokeStyle = colour;
  ctx.lineWidth = PEN * by;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  for (const stroke of strokes) {
    ctx.beginPath();
    ctx.moveTo((stroke[0] ?? 0) * by, (stroke[1] ?? 0) * by);
    // A point is a line that goes nowhere.
    ctx.lineTo((stroke[0] ?? 0) * by, (stroke[1] ?? 0) * by);
    for (let i = 2; i < stroke.length; i += 2) ctx.lineTo((stroke[i] ?? 0) * by, (stroke[i + 1] ?? 0) * by);
    ctx.stroke();
  }
}

export class DrawingPad extends HTMLElement {
  /** @type {Stroke[]} */
  #strokes = [];
  /** @type {Stroke | null} */
  #now = null;
  #canvas = h('canvas', { width: SIDE, height: SIDE, role: 'img' });
  /** @type {(() => void) | null} */
  #theme = null;

  connectedCallback() {
    this.#theme = onTheme(() => this.#draw());
    if (this.firstChild) return;
    const clear = h('button', { type: 'button' }, 'Clear');
    clear.onclick = () => this.#set([]);
    const digits = DIGITS.map((strokes, digit) => {
      const button = h('button', { type: 'button', title: `draw a ${digit}` }, String(digit));
      button.onclick = () => this.#set(strokes);
      return button;
    });
    this.append(
      this.#canvas,
      h(
        'div',
        { class: 'pad-side' },
        h('p', { class: 'small' }, 'Draw here, or take a digit:'),
        h('div', { class: 'digits', role: 'group', 'aria-label': 'Digits to put on the pad' }, digits),
        clear,
      ),
    );
    this.#canvas.onpointerdown = (event) => this.#down(event);
    this.#canvas.onpointermove = (event) => this.#drag(event);
    this.#canvas.onpointerup = this.#canvas.onpointercancel = () => this.#up();
    this.#draw();
  }

  disconnectedCallback() {
    this.#theme?.();
  }

  /** @param {Stroke[]} strokes */
  set strokes(strokes) {
    if (this.#now) return;
    this.#strokes = strokes;
    this.#draw();
  }

  /** @param {Stroke[]} strokes */
  #set(strokes) {
    this.#strokes = strokes;
    this.#draw();
    tell(this, 'pad-input', { strokes });
  }

  /** @param {PointerEvent} event */
  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    const on = (/** @type {number} */ x) => Math.max(0, Math.min(100, Math.round(x * 100)));
    return [on((event.clientX - box.left) / box.width), on((event.clientY - box.top) / box.height)];
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#now = this.#at(event);
    this.#strokes = [...this.#strokes, this.#now];
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const now = this.#now;
    if (!now) return;
    const [x = 0, y = 0] = this.#at(event);
    // Points nearer than can be seen only make the link long.
    if (Math.hypot(x - (now.at(-2) ?? 0), y - (now.at(-1) ?? 0)) < 2) return;
    now.push(x, y);
    this.#draw();
  }

  #up() {
    if (!this.#now) return;
    this.#now = null;
    this.#set(this.#strokes);
  }

  #draw() {
    const ctx = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext('2d'));
    ctx.clearRect(0, 0, SIDE, SIDE);
    ink(ctx, this.#strokes, getComputedStyle(this.#canvas).color);
    const count = this.#strokes.length;
    this.#canvas.setAttribute('aria-label', count ? `Drawing pad with ${count} stroke${count === 1 ? '' : 's'}` : 'Drawing pad, empty');
  }
}

define('drawing-pad', DrawingPad);
