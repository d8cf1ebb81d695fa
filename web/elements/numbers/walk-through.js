// Walking through a window's places: back, on, or on by itself; and to the next step of the network.
import { define, h, tell } from '../base/dom.js';
import { exact } from '../base/numbers.js';

/** Time at each place, in ms: long enough to read a number. */
const PACE = 700;

class WalkThrough extends HTMLElement {
  #at = 0;
  #count = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock;
  #back = button('Back', 'one place back (comma)', ',');
  #step = button('Step', 'one place on (full stop)', '.');
  #play = button('Play', 'go on by itself (P)', 'P');
  #where = h('span', { class: 'small where' });
  #before = button('↑ step before', 'to the step before in the network (left bracket)', '[');
  #after = button('↓ next step', 'to the next step of the network (right bracket)', ']');

  connectedCallback() {
    if (!this.firstChild) {
      this.setAttribute('role', 'group');
      this.setAttribute('aria-label', 'Walk through');
      this.append(
        h('span', { class: 'places-part' }, this.#back, this.#step, this.#play, this.#where),
        h('span', { class: 'steps-part' }, this.#before, this.#after),
      );
    }
    this.#back.onclick = () => this.#go(-1);
    this.#step.onclick = () => this.#go(1);
    this.#play.onclick = () => this.play(!this.#clock);
    this.#before.onclick = () => tell(this, 'go-step', { by: -1 });
    this.#after.onclick = () => tell(this, 'go-step', { by: 1 });
    this.#draw();
  }

  disconnectedCallback() {
    this.play(false);
  }

  /** @param {number} at the place, counted row by row @param {number} count 0: there is no window */
  show(at, count) {
    this.#at = at;
    this.#count = count;
    this.#draw();
  }

  /** A key pressed anywhere in the step. @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = /** @type {Record<string, HTMLButtonElement>} */ ({
      ',': this.#back,
      '.': this.#step,
      p: this.#play,
      P: this.#play,
      '[': this.#before,
      ']': this.#after,
    });
    const act = acts[event.key];
    if (!act || act.hidden || act.closest('[hidden]')) return;
    event.preventDefault();
    act.click();
  }

  /** @param {boolean} on */
  play(on) {
    clearInterval(this.#clock);
    this.#clock = undefined;
    if (on) {
      this.#clock = setInterval(() => this.#go(1, true), PACE);
      this.#go(1, true);
    }
    this.#draw();
  }

  /** @param {number} by @param {boolean} [playing] */
  #go(by, playing = false) {
    if (!playing) this.play(false);
    if (this.#count) tell(this, 'go-place', { at: (this.#at + by + this.#count) % this.#count });
  }

  #draw() {
    const windows = this.#count > 0;
    /** @type {HTMLElement} */ (this.#back.parentElement ?? this).hidden = !windows && this.#back.parentElement !== null;
    // Where motion is not wanted, nothing moves by itself.
    this.#play.hidden = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#play.textContent = this.#clock ? 'Pause' : 'Play';
    this.#where.textContent = windows ? `place ${exact(this.#at + 1)} of ${exact(this.#count)}` : '';
  }
}

/** @param {string} text @param {string} title @param {string} key */
function button(text, title, key) {
  return h('button', { type: 'button', title, 'aria-keyshortcuts': key }, text);
}

define('walk-through', WalkThrough);
