// The editor: a plain text field that works at once, with each line's shape beside it. The comfortable
// editor (codemirror.js) is fetched when the page is idle or the field is used, and takes its place.
import { shape } from './base/dims.js';
import { define, h, tell, whenIdle } from './base/dom.js';
import { light } from './base/follow.js';
import { lineShapes, sameShape } from './editor/line-shapes.js';

/** @import {Edit, Note, Problem, Trace} from '../core.js' */
/** @import {LineResult} from './editor/line-shapes.js' */
/** @import {ComfortableEditor} from './editor/codemirror.js' */

/** Beyond so many lines the plain field shows no numbers and shapes; the comfortable one does. */
const PLAIN_LINES = 2000;

class CodeEditor extends HTMLElement {
  #area = h('textarea', {
    'aria-label': 'PyTorch code',
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
    autocorrect: 'off',
    wrap: 'off',
    rows: 1,
  });
  #numbers = h('div', { class: 'numbers', 'aria-hidden': 'true' });
  #shapes = h('div', { class: 'shapes-column', 'aria-hidden': 'true' });
  #message = h('p', { class: 'line-message', hidden: true });
  /** @type {ComfortableEditor | null} */
  #comfort = null;
  /** @type {Promise<void> | null} */
  #loading = null;
  /** @type {Map<number, LineResult>} */
  #lines = new Map();
  /** @type {Problem | null} */
  #error = null;
  /** @type {Note[]} */
  #warnings = [];

  connectedCallback() {
    if (this.querySelector('.plain')) return;
    // What is typed before the scripts have come is kept: the field in the page itself is taken over.
    const ready = this.querySelector('textarea');
    if (ready) this.#area = ready;
    const plain = h('div', { class: 'plain' });
    this.replaceChildren(plain, this.#message);
    plain.append(this.#numbers, this.#area, this.#shapes);
    this.#area.addEventListener('input', () => {
      this.#draw();
      tell(this, 'code-input', { code: this.#area.value });
    });
    this.#area.addEventListener('focus', () => void this.comfort(), { once: true });
    const cursor = () =>
      tell(this, 'cursor-line', {
        line: this.#area.value.slice(0, this.#area.selectionStart).split('\n').length,
        typing: false,
      });
    this.#area.addEventListener('keyup', cursor);
    this.#area.addEventListener('click', cursor);
    this.#draw();
  }

  /** Fetch the comfortable editor, once. Without it (offline at first, say) the plain field stays. */
  comfort() {
    this.#loading ??= import('./editor/codemirror.js').then(
      ({ ComfortableEditor }) => this.#takeOver(ComfortableEditor),
      () => {
        this.#loading = null;
      },
    );
    return this.#loading;
  }

  /** @param {typeof ComfortableEditor} Editor */
  #takeOver(Editor) {
    const area = this.#area;
    const focused = this.ownerDocument.activeElement === area;
    const holder = h('div', { class: 'comfortable' });
    const comfort = new Editor(holder, {
      code: area.value,
      selection: [area.selectionStart, area.selectionEnd],
      changed: (code) => tell(this, 'code-input', { code }),
      cursor: (line, typing) => tell(this, 'cursor-line', { line, typing }),
      draw: lineResult,
      light,
    });
    this.querySelector('.plain')?.replaceWith(holder);
    this.#message.remove();
    this.#comfort = comfort;
    comfort.show(this.#lines, this.#error, this.#warnings);
    if (focused) comfort.focus();
    tell(this, 'editor-ready');
    whenIdle(() => comfort.rehearse());
  }

  get code() {
    return this.#comfort ? this.#comfort.code : this.#area.value;
  }

  /** Put other code in, as one step that can be undone. @param {string} code */
  replace(code) {
    if (code === this.code) return;
    if (this.#comfort) this.#comfort.replace(code);
    else {
      this.#area.value = code;
      this.#draw();
    }
  }

  /** @param {Edit[]} edits */
  apply(edits) {
    if (this.#comfort) {
      this.#comfort.apply(edits);
      this.#comfort.focus();
      return;
    }
    const area = this.#area;
    area.focus();
    const at = (/** @type {number} */ line, /** @type {number} */ column) =>
      area.value
        .split('\n')
        .slice(0, line - 1)
        .reduce((sum, text) => sum + text.length + 1, 0) +
      column -
      1;
    const last = [...edits].sort((a, b) => b.line - a.line || b.column - a.column);
    for (const edit of last) {
      area.setSelectionRange(at(edit.line, edit.column), at(edit.end_line, edit.end_column));
      // The one way to change a text field that its own undo knows of.
      if (!document.execCommand('insertText', false, edit.text)) area.setRangeText(edit.text);
    }
    this.#draw();
    tell(this, 'code-input', { code: area.value });
  }

  /** @param {Trace} trace */
  set trace(trace) {
    this.#lines = lineShapes(trace);
    this.#error = trace.error;
    this.#warnings = trace.warnings;
    this.#comfort?.show(this.#lines, this.#error, this.#warnings);
    if (!this.#comfort) this.#draw();
  }

  /** @param {number} line @param {number} column */
  go(line, column) {
    if (this.#comfort) return this.#comfort.go(line, column);
    const lines = this.#area.value.split('\n');
    const at = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    this.#area.focus();
    this.#area.setSelectionRange(at, at);
  }

  /** @param {import('./base/follow.js').Followed} followed */
  follow(followed) {
    this.#comfort?.follow(followed);
  }

  /** The plain field: numbers to its left, shapes to its right, the error's words below. */
  #draw() {
    if (this.#comfort) return;
    const lines = this.#area.value.split('\n');
    this.#area.rows = Math.min(lines.length, 40);
    const short = lines.length <= PLAIN_LINES;
    this.#numbers.replaceChildren(
      ...(short
        ? lines.map((_, i) => h('div', { class: i + 1 === this.#error?.line ? 'bad' : undefined }, i + 1))
        : []),
    );
    this.#shapes.replaceChildren(
      ...(short
        ? lines.map((_, i) => {
            const result = this.#lines.get(i + 1);
            return h('div', null, result ? lineResult(result) : '\u00a0');
          })
        : []),
    );
    const error = this.#error;
    this.#message.hidden = !error?.message;
    this.#message.replaceChildren(error ? `${error.line ? `line ${error.line}: ` : ''}${error.message}` : '');
  }
}

/** @param {LineResult} result */
function lineResult({ first, last, times, varies }) {
  const out = h('span', { class: 'result' });
  const differ = varies || !sameShape(first, last);
  if (times > 1 && differ) {
    out.title = `${times} times, from ${first.sizes.join('×')} to ${last.sizes.join('×')}`;
    out.append(h('span', { class: 'first' }, shape(first.sizes, first.dims)), h('span', { class: 'x' }, '… '));
  }
  out.append(shape(last.sizes, last.dims));
  if (times > 1 && !differ) {
    out.title = `${times} times`;
    out.append(h('span', { class: 'times' }, ` ${times}×`));
  }
  return out;
}

define('code-editor', CodeEditor);
