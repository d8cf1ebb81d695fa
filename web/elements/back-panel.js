// The question asked backwards: what must go in, for a layer to fit? The set of sizes, how it comes
// about, and each size one press away.
import { dim, formula, sentence } from './base/dims.js';
import { add, define, h, keepFocus, tell } from './base/dom.js';
import { ranges } from './number-line.js';
import { lineButton } from './walk-step.js';

/** @import {Backwards, Solution, Trace} from '../core.js' */

/** Sizes that learners meet: named first where there are too many to list. */
const USUAL = new Set([28, 32, 64, 84, 96, 128, 224, 227, 256, 299]);
const CHIPS = 10;
/** The core lists so many sizes at most. */
const LISTED = 64;
const ODD = 4;

class BackPanel extends HTMLElement {
  #said = '';

  /**
   * @param {Backwards} back
   * @param {Trace} trace
   */
  show(back, trace) {
    const said = JSON.stringify([back, trace.input, trace.steps[0]?.in_dims]);
    if (said === this.#said) return;
    this.#said = said;
    const nothing = !back.answer && back.sizes.length === 0;
    this.hidden = nothing;
    keepFocus(this, () => {
      this.replaceChildren();
      if (!nothing) this.append(h('h2', null, 'Backwards'), this.#panel(back, trace));
    });
  }

  /** @param {Backwards} back @param {Trace} trace */
  #panel(back, trace) {
    const dims = trace.steps[0]?.in_dims[0] ?? guess(trace);
    const now = trace.input[0]?.at(-1) ?? 0;
    const panel = h('div', { class: 'card back' });
    if (back.code)
      panel.append(
        h(
          'p',
          { class: 'small' },
          'What must go in, for ',
          code(back),
          ' to fit? ',
          back.line ? lineButton(back.line) : null,
        ),
      );
    if (back.answer) panel.append(h('p', { class: 'answer' }, coloured(back)));
    if (back.sizes.length) {
      // A list that was cut short says nothing about what lies beyond it.
      if (back.sizes.length < LISTED) {
        const line = /** @type {HTMLElement & {show: (sizes: number[], now: number, fitting: boolean) => void}} */ (
          document.createElement('number-line')
        );
        line.show(back.sizes, square(trace, dims) ? now : 0, back.sizes.includes(now));
        panel.append(line);
      }
      panel.append(this.#chips(back, trace, dims));
    } else if (back.nearest_value && !back.answer.includes(String(back.nearest_value))) {
      panel.append(
        h(
          'p',
          null,
          'The nearest number that some square input gives is ',
          dim(back.nearest_value, 'f'),
          back.nearest_size ? [', from ', dim(back.nearest_size, 'h'), ' pixels.'] : '.',
        ),
      );
    }
    if (back.factors.length)
      panel.append(h('p', { class: 'small factors' }, h('span', { class: 'formula' }, formula(back.factors))));
    this.#odd(panel, back, trace, dims);
    if (back.walk.length) panel.append(this.#walk(back));
    // One word ("layer") says nothing that the code does not.
    if (back.channels_from.includes(' ')) {
      panel.append(h('p', { class: 'small' }, 'Channels: ', sentence(back.channels_from), '.'));
    }
    return panel;
  }

  /**
   * The sizes that fit, each one press away; where there are many, the usual ones and the ends.
   * @param {Backwards} back @param {Trace} trace @param {string} dims
   */
  #chips(back, trace, dims) {
    const { sizes } = back;
    const few =
      sizes.length <= CHIPS
        ? sizes
        : sizes.filter((size, i) => USUAL.has(size) || size === back.chosen || i === 0 || i === sizes.length - 1);
    const square = back.solutions.find((solution) => solution.square) ?? back.solutions[0];
    const row = h('p', { class: 'chips' });
    for (const size of few) {
      const shape = withSize(trace, square, dims, size);
      const on = String(shape) === String(trace.input[0]);
      const button = h(
        'button',
        {
          class: 'chip',
          'aria-pressed': String(on),
          'data-key': `size ${size}`,
          title: `trace with ${shape.join('×')}`,
        },
        String(size),
        size === back.chosen && back.chosen_name ? ` · ${back.chosen_name}` : '',
      );
      button.onclick = () => tell(this, 'set-input', { input: shape.join(',') });
      add(row, [button, ' ']);
    }
    if (few.length < sizes.length)
      row.append(h('span', { class: 'small' }, `of ${ranges(sizes)}${sizes.length >= LISTED ? ' …' : ''}`));
    return row;
  }

  /**
   * What fits without being square.
   * @param {HTMLElement} panel @param {Backwards} back @param {Trace} trace @param {string} dims
   */
  #odd(panel, back, trace, dims) {
    const odd = back.solutions.filter((solution) => !solution.square);
    if (odd.length === 0) return;
    // Mirror images (7–8 × 343–344 and 343–344 × 7–8) are said once.
    /** @type {Solution[]} */
    const once = [];
    const space = (/** @type {Solution} */ solution) =>
      solution.ranges.filter((_, i) => 'dhwl'.includes(dims[i] ?? '·'));
    let mirrored = false;
    for (const solution of odd) {
      const key = JSON.stringify(space(solution));
      const twin = once.some(
        (other) => JSON.stringify([...space(other)].reverse()) === key && JSON.stringify(space(other)) !== key,
      );
      if (twin) mirrored = true;
      else once.push(solution);
    }
    const row = h('p', { class: 'small odd' }, 'Not square: ');
    once.slice(0, ODD).forEach((solution, i) => {
      const text = space(solution)
        .map(([low, high]) => (low === high ? `${low}` : `${low}–${high}`))
        .join(' × ');
      const shape = solution.ranges.map(([low]) => low);
      const on = solution.ranges.every(
        ([low, high], axis) => (trace.input[0]?.[axis] ?? -1) >= low && (trace.input[0]?.[axis] ?? -1) <= high,
      );
      const button = h(
        'button',
        { class: 'chip', 'aria-pressed': String(on), 'data-key': `odd ${i}`, title: `trace with ${shape.join('×')}` },
        text,
      );
      button.onclick = () => tell(this, 'set-input', { input: shape.join(',') });
      add(row, [button, ' ']);
    });
    if (once.length > ODD) row.append(`and ${once.length - ODD} more`);
    if (mirrored) row.append(once.length > ODD ? '; ' : '', 'and the other way round.');
    panel.append(row);
  }

  /** The way back, last layer first. @param {Backwards} back */
  #walk(back) {
    const span = (/** @type {[number, number]} */ [low, high], /** @type {string} */ letter) =>
      low === high ? dim(low, letter) : h('span', null, dim(low, letter), '–', dim(high, letter));
    const items = back.walk.map((step) =>
      h(
        'li',
        null,
        h('span', { class: 'op-name' }, step.op),
        ' ',
        step.line ? lineButton(step.line) : null,
        h(
          'span',
          { class: 'way' },
          span(step.out, step.dim),
          h('span', { class: 'x' }, ' ← '),
          span(step.in, step.dim),
        ),
        step.say ? h('span', { class: 'small formula' }, step.say) : null,
      ),
    );
    return h(
      'details',
      { class: 'way-back', open: back.walk.length <= 4 },
      h('summary', { 'data-key': 'way back' }, 'The way back, from the last layer to the input'),
      h('ol', null, items),
    );
  }
}

/** The layer's code, its deciding number in colour. @param {Backwards} back */
function code(back) {
  const value = String(back.value);
  const at = back.code.search(new RegExp(`(?<!\\d)${value}(?!\\d)`));
  if (!back.value || at < 0) return h('code', null, back.code);
  return h('code', null, back.code.slice(0, at), dim(value, 'f'), back.code.slice(at + value.length));
}

/** The sizes in the answer, in colour. @param {Backwards} back */
function coloured(back) {
  const sizes = new Set(back.sizes.map(String));
  return h(
    'span',
    null,
    back.answer.split(/(\d+)/).map((piece) => (sizes.has(piece) ? dim(piece, 'h') : piece)),
  );
}

/** @param {Trace} trace */
const guess = (trace) => ['', 'f', 'nf', 'ncl', 'nchw', 'ncdhw'][trace.input[0]?.length ?? 0] ?? '';

/** @param {Trace} trace @param {string} dims */
function square(trace, dims) {
  const space = (trace.input[0] ?? []).filter((_, i) => 'dhwl'.includes(dims[i] ?? '·'));
  return space.length > 0 && space.every((size) => size === space[0]);
}

/**
 * The input with another size.
 * @param {Trace} trace @param {Solution | undefined} solution @param {string} dims @param {number} size
 */
function withSize(trace, solution, dims, size) {
  const base = trace.input[0] ?? solution?.ranges.map(([low]) => low) ?? [];
  return base.map((old, i) =>
    'dhwl'.includes(dims[i] ?? '·') ? size : solution && !trace.input[0] ? (solution.ranges[i]?.[0] ?? old) : old,
  );
}

define('back-panel', BackPanel);
