// One step of the walk: what ran, the arithmetic with its numbers, and on request the rule, the picture
// of the window and the parameters.
import { formula, partsText, sentence, shape, workedParts } from './base/dims.js';
import { add, define, h, tell } from './base/dom.js';
import { exact, rounded } from './base/numbers.js';
import './window-picture.js';

/** @import {Step, Working} from '../core.js' */

let ids = 0;

class WalkStep extends HTMLElement {
  /** @type {Step | null} */
  #step = null;
  /** @type {number[] | null} */
  #came = null;
  #open = false;
  index = 0;
  #line = h('button', { class: 'line' });
  #body = h('div', { class: 'body', id: `step-body-${(ids += 1)}`, hidden: true });
  #toggle = h('button', { class: 'toggle', 'aria-expanded': 'false', 'aria-controls': this.#body.id });

  /**
   * @param {Step} step
   * @param {number} index
   * @param {number[] | null} came shape of the tensor that the step before it left
   * @param {boolean} open
   */
  show(step, index, came, open) {
    this.#step = step;
    this.#came = came;
    this.index = index;
    this.#open = open;
    this.classList.add('card');
    this.#toggle.dataset.key = `step ${index}`;
    this.stand(step.line, step.column);
    this.#draw(step);
    return this;
  }

  /** Where the step stands in the program; that may change while all else stays. @param {number} line @param {number} column */
  stand(line, column) {
    const text = `line ${line}`;
    if (this.#line.textContent !== text) this.#line.textContent = text;
    this.#line.onclick = () => tell(this, 'go-line', { line, column });
  }

  connectedCallback() {
    this.#toggle.onclick = () => {
      this.open = !this.#open;
      tell(this, 'step-toggle', { index: this.index, open: this.#open });
    };
  }

  get open() {
    return this.#open;
  }

  set open(open) {
    if (open === this.#open) return;
    this.#open = open;
    this.#expand();
  }

  /** @param {Step} step */
  #draw(step) {
    const same = step.out.length === 1 && step.in.some((sizes) => String(sizes) === String(step.out[0]));
    this.#toggle.replaceChildren(h('span', { class: 'op-name' }, step.op.replace(/^__(\w+)__$/, '$1')));
    const facts = h('span', { class: 'facts small' });
    if (step.assumed) facts.append(h('span', { class: 'assumed' }, 'put in by Shapewalk'));
    if (step.line) facts.append(this.#line);
    if (step.params) facts.append(h('span', null, `${short(step)} parameters`));
    if (step.macs) facts.append(h('span', null, `${rounded(step.macs)} multiply-adds`));
    if (same && !step.params) facts.append(h('span', null, 'shape unchanged'));
    this.replaceChildren(
      h(
        'div',
        { class: 'head' },
        h('h3', null, this.#toggle),
        /\D/.test(step.path) ? h('code', { class: 'path', title: 'its path in the model' }, step.path) : null,
        facts,
      ),
    );
    const takes = this.#takes(step);
    if (takes) this.append(takes);
    const worked = this.#worked(step, same);
    if (worked) this.append(worked);
    this.append(this.#body);
    this.#expand();
  }

  /** Where a step takes another tensor than the one just made, or several, say which. @param {Step} step */
  #takes(step) {
    if (step.in.length === 0) return null;
    if (step.in.length === 1 && (this.#came === null || String(step.in[0]) === String(this.#came))) return null;
    const list = h('p', { class: 'takes small' }, 'takes ');
    const all = runs(step.in);
    all.forEach(({ at, count }, i) => {
      const sizes = /** @type {number[]} */ (step.in[at]);
      const many = count > 1 ? `${count} times ` : '';
      add(list, [i ? (i === all.length - 1 ? ' and ' : ', ') : '', many, shape(sizes, step.in_dims[at] ?? '')]);
    });
    return list;
  }

  /** The arithmetic: always there where a size changes. @param {Step} step @param {boolean} same */
  #worked(step, same) {
    const shown = merged(step.working).filter(({ working }) => partsText(working.worked).includes('='));
    if (shown.length === 0 || (same && step.windows.length === 0)) return null;
    return h(
      'div',
      { class: 'worked' },
      shown.map(({ labels, working }) => h('p', null, ...label(labels), ' = ', formula(workedParts(working)))),
    );
  }

  #expand() {
    const step = this.#step;
    if (!step) return;
    this.#toggle.setAttribute('aria-expanded', String(this.#open));
    this.classList.toggle('open', this.#open);
    this.#body.hidden = !this.#open;
    if (!this.#open) return this.#body.replaceChildren();
    this.#body.replaceChildren();
    const rules = merged(step.working).filter(({ working }) => working.formula.length);
    if (rules.length) {
      this.#body.append(
        h(
          'p',
          { class: 'rule small' },
          'The rule: ',
          ...rules
            .slice(0, 1)
            .map(({ labels, working }) =>
              h(
                'span',
                { class: 'formula' },
                ...label(labels),
                ' = ',
                formula(working.formula),
              ),
            ),
        ),
      );
    } else if (step.formula) {
      this.#body.append(h('p', { class: 'rule small' }, 'The rule: ', h('span', { class: 'formula' }, step.formula)));
    }
    if (step.say) this.#body.append(say(step.say));
    if (
      step.windows.length >= 1 &&
      step.windows.length <= 3 &&
      step.windows.every((slide) => slide.out > 0 && slide.in > 0)
    ) {
      const picture = /** @type {HTMLElement & {step: Step}} */ (document.createElement('window-picture'));
      picture.step = step;
      this.#body.append(picture);
    }
    if (step.param_shapes.length) this.#body.append(parameters(step));
    if (step.code) this.#body.append(h('p', { class: 'code-line' }, h('code', null, step.code)));
    if (!this.#body.firstChild)
      this.#body.append(h('p', { class: 'small' }, 'Every number goes through on its own: the shape stays as it is.'));
  }
}

/**
 * 5408·10 + 10 = 54,090: the sum says where the count comes from, where it is short enough to stand here.
 * @param {Step} step
 */
function short(step) {
  const sum = step.param_sum.replace(/\d{4,}$/, (digits) => exact(Number(digits)));
  return step.windows.length === 0 && sum.length > 0 && sum.length <= 26 ? sum : exact(step.params);
}

/** A button that goes to a line of the program. @param {number} line @param {number} [column] */
export function lineButton(line, column = 1) {
  const button = h('button', { class: 'line' }, `line ${line}`);
  button.onclick = () => tell(button, 'go-line', { line, column });
  return button;
}

/** The first sentence carries the point. @param {string} text */
function say(text) {
  const end = text.search(/\. /);
  return end < 0
    ? h('p', { class: 'say' }, h('b', null, sentence(text)))
    : h('p', { class: 'say' }, h('b', null, sentence(text.slice(0, end + 1))), sentence(text.slice(end + 1)));
}

/**
 * Height and width mostly go through the same arithmetic: then it is said once, for both.
 * @param {Working[]} workings
 */
export function merged(workings) {
  /** @type {{labels: string[], working: Working}[]} */
  const out = [];
  for (const working of workings) {
    const twin = out.find((one) => partsText(one.working.worked) === partsText(working.worked));
    if (twin) twin.labels.push(working.dim);
    else out.push({ labels: [working.dim], working });
  }
  return out;
}

/** H_out, W_out in their colours. @param {string[]} letters */
function label(letters) {
  return letters.flatMap((letter, i) => [
    i ? ', ' : '',
    h('span', { class: `d d-${letter}` }, letter.toUpperCase(), h('sub', null, 'out')),
  ]);
}

/** @param {Step} step */
function parameters(step) {
  const list = h('p', { class: 'params small' });
  step.param_shapes.forEach((param, i) =>
    add(list, [i ? ', ' : '', h('code', null, param.name), ' ', shape(param.shape)]),
  );
  if (step.param_sum)
    add(list, [
      ': ',
      h(
        'span',
        { class: 'formula' },
        step.param_sum.replace(/\d{4,}$/, (n) => exact(Number(n))),
      ),
      ' parameters',
    ]);
  return list;
}

/** A shape whose numbers can be pressed, to follow them. @param {number[]} sizes @param {string} dims */
export function followable(sizes, dims) {
  const out = shape(sizes, dims);
  for (const node of out.querySelectorAll('.d[data-v]')) {
    const button = h(
      'button',
      {
        class: node.className,
        'data-v': node.getAttribute('data-v'),
        'data-k': node.getAttribute('data-k'),
        tabindex: -1,
        'aria-pressed': 'false',
        title: 'follow this number',
      },
      node.textContent,
    );
    node.replaceWith(button);
  }
  return out;
}

/**
 * Where runs of equal shapes begin, and how long they are: a batch is stacked of dozens. Of up to three each stands alone.
 * @param {number[][]} shapes
 */
function runs(shapes) {
  /** @type {{at: number, count: number}[]} */
  const found = [];
  for (let at = 0, end = 0; at < shapes.length; at = end) {
    while (end < shapes.length && String(shapes[end]) === String(shapes[at])) end += 1;
    if (end - at > 3) found.push({ at, count: end - at });
    else for (let i = at; i < end; i += 1) found.push({ at: i, count: 1 });
  }
  return found;
}

define('walk-step', WalkStep);
