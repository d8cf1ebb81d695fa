// The walk: the tensor that goes in, then each step and the tensor that it makes, in one calm column.
// Parts of a long network fold; what is folded is not built until it is opened.
import { shape, shapeText } from './base/dims.js';
import { define, h, keepFocus, tell } from './base/dom.js';
import { arrowsBetweenNumbers } from './base/follow.js';
import { plural, rounded } from './base/numbers.js';
import { tensorBox } from './tensor-box.js';
import { groupSteps } from './walk-groups.js';
import { followable, lineButton } from './walk-step.js';

/** @import {Step, Trace} from '../core.js' */
/** @import {GroupNode, WalkNode} from './walk-groups.js' */

/** Up to so many steps, all parts of the network stand open. */
const SHORT = 40;

class WalkList extends HTMLElement {
  /** @type {Trace | null} */
  #trace = null;
  /** @type {WalkNode[]} */
  #roots = [];
  /** Steps that the reader opened or closed. @type {Map<number, boolean>} */
  #steps = new Map();
  /** Parts that the reader opened or closed. @type {Map<string, boolean>} */
  #parts = new Map();

  connectedCallback() {
    arrowsBetweenNumbers(this);
    this.addEventListener('step-toggle', (event) => {
      const { index, open } = /** @type {CustomEvent<{index: number, open: boolean}>} */ (event).detail;
      this.#steps.set(index, open);
    });
  }

  /** Which steps the reader opened, for the link. @returns {number[] | undefined} */
  get openSteps() {
    if (this.#steps.size === 0 || !this.#trace) return undefined;
    return this.#trace.steps.map((_, i) => i).filter((i) => this.#isOpen(i));
  }

  /** @param {number[] | undefined} open */
  set openSteps(open) {
    this.#steps = new Map();
    if (open) {
      this.#steps.set(-1, true);
      for (const index of open) this.#steps.set(index, true);
    }
  }

  /** @param {Trace} trace */
  set trace(trace) {
    this.#trace = trace;
    this.#roots = groupSteps(trace.steps, trace.modules);
    keepFocus(this, () => this.#draw());
  }

  /** @param {number} index */
  #isOpen(index) {
    return this.#steps.get(index) ?? (this.#steps.has(-1) ? false : index === this.#telling());
  }

  /** The step to open at first: where something is left unread, or else the first window. */
  #telling() {
    const steps = this.#trace?.steps ?? [];
    const unread = steps.findIndex((step) => step.windows.some((slide) => slide.unread > 0));
    return unread >= 0 ? unread : steps.findIndex((step) => step.windows.length > 0);
  }

  #draw() {
    const trace = /** @type {Trace} */ (this.#trace);
    const list = h('ol', { class: trace.steps.length > SHORT ? 'walk long' : 'walk' });
    const inputs = trace.input.length ? trace.input : (trace.steps[0]?.in ?? []);
    const how = { solved: 'input, worked out', program: 'input, from the program', given: 'input, as given' }[trace.input_source] ?? 'input';
    inputs.forEach((sizes, i) => {
      list.append(this.#tensor([sizes], [trace.steps[0]?.in_dims[i] ?? guess(sizes)], how));
    });
    this.#fill(list, this.#roots, inputs[0] ?? null);
    if (trace.error) list.append(this.#stopped(trace));
    const first = list.querySelector('button.d');
    first?.setAttribute('tabindex', '0');
    this.replaceChildren(list);
  }

  /**
   * @param {HTMLElement} list
   * @param {WalkNode[]} found
   * @param {number[] | null} came
   */
  #fill(list, found, came) {
    let before = came;
    for (const node of found) {
      if ('step' in node) {
        this.#step(list, node.index, before);
        before = node.step.out[0] ?? before;
      } else {
        list.append(this.#part(node, before));
        before = this.#out(node.last) ?? before;
      }
    }
  }

  /** @param {number} index */
  #out(index) {
    return this.#trace?.steps[index]?.out[0] ?? null;
  }

  /**
   * @param {HTMLElement} list
   * @param {number} index
   * @param {number[] | null} came
   */
  #step(list, index, came) {
    const trace = /** @type {Trace} */ (this.#trace);
    const step = /** @type {Step} */ (trace.steps[index]);
    const card = /** @type {HTMLElement & {show: (step: Step, index: number, came: number[] | null, open: boolean) => HTMLElement}} */ (document.createElement('walk-step'));
    card.show(step, index, came, this.#isOpen(index));
    const item = h('li', { class: 'op', 'data-step': index, 'data-line': step.line, 'data-made': step.made_line }, card);
    list.append(item);
    const last = index === trace.steps.length - 1 && !trace.error;
    const changed = step.out.length !== 1 || String(step.out[0]) !== String(came);
    if (changed || last) list.append(this.#tensor(step.out, step.out_dims, last ? 'output' : remark(step)));
  }

  /**
   * @param {number[][]} shapes
   * @param {string[]} dims
   * @param {string} note
   */
  #tensor(shapes, dims, note) {
    const [first = []] = shapes;
    return h('li', { class: 'tensor' },
      h('span', { class: 'box-cell' }, tensorBox(first, dims[0] ?? '')),
      h('span', { class: 'shapes' }, shapes.map((sizes, i) => followable(sizes, dims[i] ?? ''))),
      h('span', { class: 'small' }, note));
  }

  /**
   * @param {GroupNode} group
   * @param {number[] | null} came
   */
  #part(group, came) {
    const trace = /** @type {Trace} */ (this.#trace);
    const failed = Boolean(trace.error?.path.startsWith(group.path));
    const open = this.#parts.get(group.path) ?? (trace.steps.length <= SHORT || (failed && group.last === trace.steps.length - 1));
    const out = this.#out(group.last);
    const inner = h('ol', { class: 'walk' });
    const details = h('details', { class: 'part' },
      h('summary', { 'data-key': `part ${group.path}` },
        h('h3', null, h('span', { class: 'op-name' }, group.path), group.type ? h('span', { class: 'type' }, group.type) : null),
        h('span', { class: 'facts small' },
          h('span', null, plural(group.last - group.first + 1, 'step')),
          group.params ? h('span', null, `${rounded(group.params)} parameters`) : null,
          out ? h('span', { class: 'ends' }, '→ ', shape(out, trace.steps[group.last]?.out_dims[0] ?? '')) : null)),
      inner);
    details.dataset.first = String(group.first);
    details.dataset.last = String(group.last);
    const build = () => {
      if (!inner.firstChild) this.#fill(inner, group.children, came);
    };
    if (open) {
      details.open = true;
      build();
    }
    details.addEventListener('toggle', () => {
      if (details.open) build();
      if (details.open !== open || this.#parts.has(group.path)) this.#parts.set(group.path, details.open);
      tell(this, 'walk-drawn');
    });
    return h('li', { class: 'group' }, details);
  }

  /** Where it stopped. @param {Trace} trace */
  #stopped(trace) {
    const error = /** @type {NonNullable<Trace['error']>} */ (trace.error);
    return h('li', { class: 'stopped' }, h('div', { class: 'card' },
      h('h3', null, h('span', { class: 'op-name' }, error.type), h('span', { class: 'facts small' }, error.line ? lineButton(error.line, error.column) : null)),
      h('p', { class: 'message' }, error.message)));
  }

  /**
   * Light the steps of a line; open the parts that hold them if asked to.
   * @param {number} line 0: none
   * @param {boolean} [reveal]
   */
  lightLine(line, reveal = false) {
    for (const node of this.querySelectorAll('.op.now')) node.classList.remove('now');
    const trace = this.#trace;
    if (!line || !trace) return;
    const run = trace.steps.map((step, i) => (step.line === line ? i : -1)).filter((i) => i >= 0);
    const hits = run.length ? run : trace.steps.map((step, i) => (step.made_line === line ? i : -1)).filter((i) => i >= 0);
    if (reveal) {
      for (const details of this.querySelectorAll('details.part')) {
        const { first, last } = /** @type {HTMLElement} */ (details).dataset;
        if (hits.some((i) => i >= Number(first) && i <= Number(last))) /** @type {HTMLDetailsElement} */ (details).open = true;
      }
    }
    for (const index of hits) this.querySelector(`.op[data-step="${index}"]`)?.classList.add('now');
  }
}

/** A name for what came out. @param {Step} step */
function remark(step) {
  const dims = step.out_dims[0] ?? '';
  const sizes = step.out[0] ?? [];
  if (step.out.length > 1) return plural(step.out.length, 'tensor');
  const channels = sizes[dims.indexOf('c')];
  if (channels !== undefined && /[dhwl]/.test(dims)) return plural(channels, 'feature map');
  const features = sizes[dims.indexOf('f')];
  if (dims.includes('t') && features !== undefined) return `${plural(sizes[dims.indexOf('t')] ?? 0, 'step')} in time`;
  if (dims === 'nf') return sizes[0] === 1 ? 'one row of numbers' : `${sizes[0]} rows of numbers`;
  return '';
}

/** What the axes of an input mean, where no step has said so. @param {number[]} sizes */
const guess = (sizes) => ['', 'f', 'nf', 'ncl', 'nchw', 'ncdhw'][sizes.length] ?? '';

export { shapeText };
define('walk-list', WalkList);
