// The walk: the tensor that goes in, then each step and the tensor that it makes, in one calm column.
// Parts of a long network fold; what is folded is not built until it is opened.
import { shape } from './base/dims.js';
import { afterFrame, define, h, keepFocus, tell } from './base/dom.js';
import { arrowsBetweenNumbers } from './base/follow.js';
import { plural, rounded } from './base/numbers.js';
import { tensorBox } from './tensor-box.js';
import { groupSteps } from './walk-groups.js';
import { followable, lineButton } from './walk-step.js';

/** @import {Step, Trace} from '../core.js' */
/** @import {GroupNode, WalkNode} from './walk-groups.js' */

/** @typedef {HTMLElement & {open: boolean, stand: (line: number, column: number) => void, show: (step: Step, index: number, came: number[] | null, open: boolean) => HTMLElement}} WalkStep */

/** Up to so many steps, all parts of the network stand open. */
const SHORT = 40;
/** Beyond so many, what is out of sight is not laid out: an answer while one types must not hold the page up. */
const LONG = 12;
/** Milliseconds of one frame that new steps may take; the others' places keep what stood there until the next ones. */
const A_FRAME = 1.5;

class WalkList extends HTMLElement {
  /** @type {Trace | null} */
  #trace = null;
  /** @type {WalkNode[]} */
  #roots = [];
  /** Steps that the reader opened or closed. @type {Map<number, boolean>} */
  #steps = new Map();
  #list = h('ol', { class: 'walk' });
  /** What is drawn, by what it shows. @type {Map<string, Element>} */
  #drawn = new Map();
  /** @type {Map<string, Element>} */
  #before = new Map();
  /** What stands in a step's place. @type {Map<number, Element[]>} */
  #standing = new Map();
  /** How many steps this frame has made, and when it has no time for more. */
  #made = 0;
  #until = Infinity;
  #waiting = false;
  #telling = -1;
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
    this.#telling = this.#tell(trace.steps);
    this.#roots = groupSteps(trace.steps, trace.modules);
    this.#drawSome();
  }

  /** Is part of the walk still that of the trace before? `walk-drawn` is told when that is over. */
  get drawing() {
    return this.#waiting;
  }

  /** As much as a frame takes: an answer while one types must not hold the page up. */
  #drawSome() {
    const before = this.#waiting;
    keepFocus(this, () => this.#draw(A_FRAME));
    if (this.#waiting && !before) afterFrame(() => this.#goOn());
  }

  #goOn() {
    this.#waiting = false;
    this.#drawSome();
    if (!this.#waiting) tell(this, 'walk-drawn');
  }

  /** @param {number} index */
  #isOpen(index) {
    return this.#steps.get(index) ?? (this.#steps.has(-1) ? false : index === this.#telling);
  }

  /**
   * The step to open at first: where something is left unread, or else the first window.
   * @param {Step[]} steps
   */
  #tell(steps) {
    const first = steps.findIndex((step) => step.windows.length > 0);
    const unread = steps.findIndex((step) => step.windows.some((slide) => slide.unread > 0));
    return unread >= 0 && steps.length <= SHORT ? unread : first;
  }

  /** @param {number} [time] milliseconds that new steps may take; one of them comes in any case */
  #draw(time = Infinity) {
    const trace = /** @type {Trace} */ (this.#trace);
    this.#made = 0;
    this.#until = performance.now() + time;
    this.#before = this.#drawn;
    this.#drawn = new Map();
    this.#list.className = trace.steps.length > LONG ? 'walk long' : 'walk';
    if (this.firstElementChild !== this.#list) this.replaceChildren(this.#list);
    const inputs = trace.input.length ? trace.input : (trace.steps[0]?.in ?? []);
    const how =
      { solved: 'input, worked out', program: 'input, from the program', given: 'input, as given' }[
        trace.input_source
      ] ?? 'input';
    // A tensor that the program makes itself appears where it is made.
    const made = trace.steps[0]?.in.length === 0;
    /** @type {Element[]} */
    const items = (made ? [] : inputs).map((sizes, i) =>
      this.#tensor([sizes], [trace.steps[0]?.in_dims[i] ?? guess(sizes)], how, `in ${i}`),
    );
    items.push(...this.#items(this.#roots, made ? null : (inputs[0] ?? null)));
    if (trace.error) items.push(this.#stopped(trace));
    place(this.#list, items);
    this.#before = new Map();
    if (!this.querySelector('button.d[tabindex="0"]')) this.querySelector('button.d')?.setAttribute('tabindex', '0');
  }

  /**
   * What was drawn before and is the same now is kept: while one types, little changes, and little is drawn.
   * @template {Element} T
   * @param {string} key
   * @param {() => T} make
   * @returns {T}
   */
  #kept(key, make) {
    const node = /** @type {T} */ (this.#before.get(key) ?? this.#drawn.get(key) ?? make());
    this.#drawn.set(key, node);
    return node;
  }

  /**
   * @param {WalkNode[]} found
   * @param {number[] | null} came
   * @returns {Element[]}
   */
  #items(found, came) {
    let before = came;
    return found.flatMap((node) => {
      const items = 'step' in node ? this.#step(node.index, before) : [this.#part(node, before)];
      before = this.#out('step' in node ? node.index : node.last) ?? before;
      return items;
    });
  }

  /** @param {number} index */
  #out(index) {
    return this.#trace?.steps[index]?.out[0] ?? null;
  }

  /**
   * @param {number} index
   * @param {number[] | null} came
   * @returns {Element[]}
   */
  #step(index, came) {
    const trace = /** @type {Trace} */ (this.#trace);
    const step = /** @type {Step} */ (trace.steps[index]);
    const key = `step ${index} ${came} ${said(step)}`;
    if (!this.#before.has(key) && !this.#drawn.has(key)) {
      // An open one has its picture: a frame of its own.
      if (this.#made && (performance.now() > this.#until || (this.#until < Infinity && this.#isOpen(index)))) {
        this.#waiting = true;
        return this.#standing.get(index)?.filter((item) => item.isConnected) ?? [];
      }
      this.#made += 1;
    }
    const item = this.#kept(key, () => {
      // Another step in the same place: what is out of sight there needs no layout for it.
      const [old] = this.#standing.get(index) ?? [];
      const item = old?.isConnected ? old : h('li', { class: 'op', 'data-step': index }, document.createElement('walk-step'));
      /** @type {WalkStep} */ (item.firstElementChild).show(step, index, came, this.#isOpen(index));
      return item;
    });
    const card = /** @type {WalkStep} */ (item.firstElementChild);
    card.open = this.#isOpen(index);
    card.stand(step.line, step.column);
    const last = index === trace.steps.length - 1 && !trace.error;
    const changed = step.out.length !== 1 || String(step.out[0]) !== String(came);
    const items =
      changed || last
        ? [item, this.#tensor(step.out, step.out_dims, last ? 'output' : remark(step), `out ${index}`)]
        : [item];
    this.#standing.set(index, items);
    return items;
  }

  /**
   * @param {number[][]} shapes
   * @param {string[]} dims
   * @param {string} note
   * @param {string} place
   */
  #tensor(shapes, dims, note, place) {
    return this.#kept(`${place} ${JSON.stringify(shapes)} ${dims} ${note}`, () =>
      h(
        'li',
        { class: 'tensor', 'data-tensor': place },
        h('span', { class: 'box-cell' }, tensorBox(shapes[0] ?? [], dims[0] ?? '')),
        h(
          'span',
          { class: 'shapes' },
          shapes.map((sizes, i) => followable(sizes, dims[i] ?? '')),
        ),
        h('span', { class: 'small' }, note),
      ),
    );
  }

  /**
   * @param {GroupNode} group
   * @param {number[] | null} came
   */
  #part(group, came) {
    const trace = /** @type {Trace} */ (this.#trace);
    const failed = Boolean(trace.error?.path.startsWith(group.path)) && group.last === trace.steps.length - 1;
    const open = this.#parts.get(group.path) ?? (trace.steps.length <= SHORT || failed);
    const item = this.#kept(`part ${group.path} ${group.first}`, () => {
      const details = h(
        'details',
        { class: 'part' },
        h('summary', { 'data-key': `part ${group.path} ${group.first}` }),
        h('ol', { class: 'walk' }),
      );
      // A press on the summary is the reader's own; what follows from it comes with `toggle`.
      details.addEventListener('click', (event) => {
        if (event.target instanceof Element && event.target.closest('summary') === details.firstElementChild)
          this.#parts.set(group.path, !details.open);
      });
      details.addEventListener('toggle', () => {
        if (!details.open || details.lastElementChild?.firstChild) return;
        this.#drawSome();
        if (!this.#waiting) tell(this, 'walk-drawn');
      });
      return h('li', { class: 'group' }, details);
    });
    const details = /** @type {HTMLDetailsElement} */ (item.firstElementChild);
    const [summary, inner] = /** @type {HTMLCollectionOf<HTMLElement>} */ (details.children);
    if (!summary || !inner) return item;
    const out = this.#out(group.last);
    const said = JSON.stringify([group.type, group.last - group.first, group.params, out]);
    if (summary.dataset.said !== said) {
      summary.dataset.said = said;
      summary.replaceChildren(
        h(
          'h3',
          null,
          h('span', { class: 'op-name' }, group.path),
          group.type ? h('span', { class: 'type' }, group.type) : null,
        ),
        h(
          'span',
          { class: 'facts small' },
          h('span', null, plural(group.last - group.first + 1, 'step')),
          group.params ? h('span', null, `${rounded(group.params)} parameters`) : null,
          out ? h('span', { class: 'ends' }, '→ ', shape(out, trace.steps[group.last]?.out_dims[0] ?? '')) : null,
        ),
      );
    }
    details.dataset.first = String(group.first);
    details.dataset.last = String(group.last);
    // Opened by the reader, by a line that is looked for, or by default.
    if (!this.#parts.has(group.path) && !details.open) details.open = open;
    if (details.open) place(inner, this.#items(group.children, came));
    else inner.replaceChildren();
    return item;
  }

  /** Where it stopped. @param {Trace} trace */
  #stopped(trace) {
    const error = /** @type {NonNullable<Trace['error']>} */ (trace.error);
    return h(
      'li',
      { class: 'stopped' },
      h(
        'div',
        { class: 'card' },
        h(
          'h3',
          null,
          h('span', { class: 'op-name' }, error.type),
          h('span', { class: 'facts small' }, error.line ? lineButton(error.line, error.column) : null),
        ),
        h('p', { class: 'message' }, error.message),
      ),
    );
  }

  /**
   * Go from an open step to another one: that closes, this opens, with the parts that it lies in.
   * @param {number} from
   * @param {number} index
   */
  go(from, index) {
    if (!this.#trace?.steps[index]) return;
    if (!this.#steps.has(-1)) for (const open of this.openSteps ?? [this.#telling]) this.#steps.set(open, true);
    this.#steps.set(-1, true);
    this.#steps.set(from, false);
    this.#steps.set(index, true);
    /** @param {WalkNode[]} nodes */
    const open = (nodes) => {
      for (const node of nodes) {
        if ('step' in node || index < node.first || index > node.last) continue;
        this.#parts.set(node.path, true);
        open(node.children);
      }
    };
    open(this.#roots);
    for (const part of /** @type {NodeListOf<HTMLDetailsElement>} */ (this.querySelectorAll('details.part')))
      if (index >= Number(part.dataset.first) && index <= Number(part.dataset.last)) part.open = true;
    this.#draw();
    tell(this, 'walk-drawn');
    const item = this.querySelector(`.op[data-step="${index}"]`);
    item?.scrollIntoView({ block: 'start' });
    /** @type {HTMLElement | null | undefined} */ (item?.querySelector('.stage, .toggle'))?.focus({ preventScroll: true });
  }

  /**
   * Light the steps of a line, or the closed parts that hold them.
   * @param {number} line
   * @param {boolean} show bring the first of them into view, if none is
   */
  lightLine(line, show) {
    for (const node of this.querySelectorAll('.now')) node.classList.remove('now');
    const steps = this.#trace?.steps ?? [];
    const where = (/** @type {'line' | 'made_line'} */ which) =>
      steps.flatMap((step, i) => (step[which] === line ? [i] : []));
    const run = where('line');
    const hits = run.length ? run : where('made_line');
    const lit = new Set(
      hits.map((index) => {
        const item = this.querySelector(`.op[data-step="${index}"]`);
        if (item) return item;
        const closed = [...this.querySelectorAll('details.part:not([open])')].find((part) => {
          const { first, last } = /** @type {HTMLElement} */ (part).dataset;
          return index >= Number(first) && index <= Number(last);
        });
        return closed?.firstElementChild;
      }),
    );
    const seen = (/** @type {Element} */ node) => {
      const { top, bottom } = node.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    };
    for (const node of lit) node?.classList.add('now');
    const nodes = [...lit].filter((node) => node instanceof Element);
    if (show && nodes.length && !nodes.some(seen)) nodes[0]?.scrollIntoView({ block: 'center' });
  }
}

/**
 * Make `items` the children of a list, touching only those that are not in their place.
 * @param {Element} list
 * @param {Element[]} items
 */
function place(list, items) {
  const stays = new Set(items);
  for (const child of [...list.children]) if (!stays.has(child)) child.remove();
  items.forEach((item, i) => {
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
  });
}

/** What each step says, once for all frames that it is drawn in. @type {WeakMap<Step, string>} */
const texts = new WeakMap();

/** All that a step says but its line: one that has only moved is the same step. @param {Step} step */
function said(step) {
  let text = texts.get(step);
  if (text === undefined) {
    text = JSON.stringify({ ...step, line: 0, column: 0, made_line: 0, made_column: 0 });
    texts.set(step, text);
  }
  return text;
}

/** A name for what came out. @param {Step} step */
function remark(step) {
  const dims = step.out_dims[0] ?? '';
  const sizes = step.out[0] ?? [];
  if (step.in.length === 0) return 'made by the program';
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

define('walk-list', WalkList);
