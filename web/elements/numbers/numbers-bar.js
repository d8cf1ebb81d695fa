// What the network runs on, and how the run went: the input's numbers, the seed, the weights, the time. Two quiet
// lines, and between them the drawing pad or the picture where one of them is the input.
import { define, h, tell } from '../base/dom.js';
import './drawing-pad.js';
import './image-input.js';
import './weights-input.js';
import { FIRST } from './digits.js';
import { NORMS } from './pixels.js';

/** @import {Numbers as Settings} from '../../engine/link.js' */

const FILLS = /** @type {Record<string, string>} */ ({
  ramp: 'a ramp',
  ones: 'ones',
  zeros: 'zeros',
  randn: 'random (normal)',
  pad: 'a drawing pad',
  image: 'an image',
});

export class NumbersBar extends HTMLElement {
  #fill = h(
    'select',
    { 'aria-label': 'Numbers of the input' },
    Object.entries(FILLS).map(([value, name]) => h('option', { value }, name)),
  );
  #seed = h('input', { type: 'number', min: 0, max: 2 ** 31, step: 1, 'aria-label': 'Seed' });
  #norm = h(
    'select',
    { 'aria-label': 'Normalization' },
    Object.entries(NORMS).map(([value, { name }]) => h('option', { value }, name)),
  );
  #normLabel = h('label', null, h('span', { class: 'small' }, 'Scaled'), this.#norm);
  #fillLabel = h('label', null, h('span', { class: 'small' }, 'Input'), this.#fill);
  #own = h('span', { class: 'small' }, 'The program makes its own input.');
  #status = h('span', { class: 'small ran', role: 'status' });
  #progress = h('progress', { max: 1, hidden: true, 'aria-label': 'How much of the network has run' });
  #cancel = h('button', { type: 'button', class: 'quiet', hidden: true, title: 'Esc' }, 'Cancel');
  #again = h('button', { type: 'button', class: 'quiet', hidden: true }, 'Run again');
  #pad = /** @type {import('./drawing-pad.js').DrawingPad} */ (document.createElement('drawing-pad'));
  #image = document.createElement('image-input');
  weights = /** @type {import('./weights-input.js').WeightsInput} */ (document.createElement('weights-input'));
  #says = h('p', { class: 'small said', hidden: true });
  /** @type {Settings} */
  #value = { fill: 'ramp', seed: 0 };
  /** Whether the input is a picture. */
  #picture = false;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      h(
        'div',
        { class: 'line-of-numbers' },
        this.#fillLabel,
        this.#own,
        this.#normLabel,
        h('label', { title: 'torch.manual_seed, before anything else' }, h('span', { class: 'small' }, 'Seed'), this.#seed),
        h('span', { class: 'ran-part' }, this.#status, this.#progress, this.#cancel, this.#again),
      ),
      this.#pad,
      this.#image,
      this.#says,
      this.weights,
    );
    this.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.classList.add('over');
    });
    this.addEventListener('dragleave', () => this.classList.remove('over'));
    // All but pictures, which are the image's.
    this.addEventListener(
      'drop',
      (event) => {
        this.classList.remove('over');
        const file = event.dataTransfer?.files[0];
        if (!file || file.type.startsWith('image/')) return;
        event.preventDefault();
        event.stopPropagation();
        this.weights.take(file);
      },
      { capture: true },
    );
    const changed = (/** @type {Partial<Settings>} */ some) => {
      this.value = { ...this.#value, ...some };
      tell(this, 'numbers-input', this.#value);
    };
    this.#fill.onchange = () => changed({ fill: this.#fill.value });
    this.#norm.onchange = () => changed({ norm: this.#norm.value });
    this.#seed.oninput = () => {
      const seed = Number(this.#seed.value);
      if (Number.isInteger(seed) && seed >= 0) changed({ seed });
    };
    this.addEventListener('pad-input', (event) => changed({ pad: /** @type {CustomEvent} */ (event).detail.strokes }));
    this.#cancel.onclick = () => tell(this, 'numbers-cancel');
    this.#again.onclick = () => tell(this, 'numbers-again');
    this.#draw();
  }

  /** @param {Settings} value */
  set value(value) {
    this.#value = value;
    this.#draw();
  }

  #draw() {
    const { seed, norm = 'none', pad = FIRST } = this.#value;
    const picture = /pad|image/.test(this.#value.fill);
    const fill = picture && !this.#picture ? 'ramp' : this.#value.fill;
    this.#fill.value = fill;
    // Never under the hands of someone who is typing here.
    if (Number(this.#seed.value) !== seed || !this.#seed.value) this.#seed.value = String(seed);
    this.#norm.value = norm;
    const own = !this.#own.hidden;
    this.#pad.strokes = pad;
    this.#pad.hidden = own || fill !== 'pad';
    this.#image.hidden = own || fill !== 'image';
    this.#normLabel.hidden = own || (fill !== 'pad' && fill !== 'image');
  }

  /**
   * What can be chosen: a picture only where the input is one; elsewhere a ramp stands for it.
   * @param {{own: boolean, picture: boolean}} can own: the program makes its input itself
   */
  set can({ own, picture }) {
    this.#picture = picture;
    this.#own.hidden = !own;
    this.#fillLabel.hidden = own;
    for (const option of this.#fill.options) option.disabled = !picture && /pad|image/.test(option.value);
    this.#draw();
  }

  /** @param {{text: string, running?: boolean, again?: boolean}} status */
  set status({ text, running = false, again = false }) {
    if (this.#status.textContent !== text) this.#status.textContent = text;
    const held = document.activeElement === this.#cancel;
    this.#cancel.hidden = this.#progress.hidden = !running;
    this.#again.hidden = !again;
    if (!running) this.done = 0;
    // Who cancelled by key goes on from there.
    if (held && again) this.#again.focus();
  }

  /** Whether a run is spoken of, which can be cancelled. */
  get running() {
    return !this.#cancel.hidden;
  }

  /** How much of the run is done, from 0 to 1. @param {number} part */
  set done(part) {
    this.#progress.value = part;
  }

  /** A sentence under the line, or nothing. @param {string} text */
  set says(text) {
    this.#says.textContent = text;
    this.#says.hidden = !text;
  }
}

define('numbers-bar', NumbersBar);
