// The comfortable editor: CodeMirror 6 with each line's shape in a column at the right and the error
// under its line. It lives in a shadow root: there CodeMirror keeps its styles in adopted style sheets,
// which a Content-Security-Policy without inline styles allows. What it shares with the page (drawing a
// shape, lighting a number) is handed in, so that all of this is one file, fetched when wanted.
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState, RangeSet, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  dropCursor,
  EditorView,
  gutter,
  gutterLineClass,
  GutterMarker,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  WidgetType,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

import { afterFrame, whenIdle } from '../base/dom.js';
import { editorTheme } from './theme.js';

/** @import {Diagnostic} from '@codemirror/lint' */
/** @import {Edit, Note, Problem} from '../../core.js' */
/** @import {Followed} from '../base/follow.js' */
/** @import {LineResult} from './line-shapes.js' */

/** @typedef {import('@codemirror/state').Text} Doc */
/** @typedef {import('@codemirror/view').DecorationSet} DecorationSet */
/** @typedef {{shapes: RangeSet<GutterMarker>, error: DecorationSet}} Results */

const setResults = /** @type {import('@codemirror/state').StateEffectType<Results>} */ (StateEffect.define());

/** A line's shape at its end. */
class ShapeMarker extends GutterMarker {
  /** @param {LineResult} result @param {(result: LineResult) => HTMLElement} draw */
  constructor(result, draw) {
    super();
    this.result = result;
    this.key = JSON.stringify(result);
    this.draw = draw;
  }

  /** @override @param {ShapeMarker} other */
  eq(other) {
    return this.key === other.key;
  }

  /** @override */
  toDOM() {
    return this.draw(this.result);
  }
}

/** The error's own words under the line that makes it. */
class ErrorWords extends WidgetType {
  /** @param {string} text @param {number} indent */
  constructor(text, indent) {
    super();
    this.text = text;
    this.indent = indent;
  }

  /** @override @param {ErrorWords} other */
  eq(other) {
    return this.text === other.text && this.indent === other.indent;
  }

  /** @override */
  toDOM() {
    const words = document.createElement('div');
    words.className = 'cm-error-words';
    words.textContent = this.text;
    return words;
  }

  /** @override */
  ignoreEvent() {
    return true;
  }
}

/** @param {Doc} doc @param {Map<number, LineResult>} lines @param {(result: LineResult) => HTMLElement} draw */
function shapesOf(doc, lines, draw) {
  const builder = /** @type {RangeSetBuilder<GutterMarker>} */ (new RangeSetBuilder());
  for (const [number, result] of [...lines].sort(([a], [b]) => a - b)) {
    if (number > doc.lines) break;
    const { from } = doc.line(number);
    builder.add(from, from, new ShapeMarker(result, draw));
  }
  return builder.finish();
}

/** @param {Doc} doc @param {Problem | null} error @returns {DecorationSet} */
function errorOf(doc, error) {
  if (!error || !error.line || error.line > doc.lines) return Decoration.none;
  const line = doc.line(error.line);
  const last = doc.line(Math.min(doc.lines, Math.max(error.line, error.end_line || 0)));
  const words = new ErrorWords(error.message || error.type, line.text.search(/\S|$/));
  return Decoration.set(
    [
      Decoration.line({ class: 'cm-bad-line' }).range(line.from),
      Decoration.widget({ widget: words, block: true, side: 1 }).range(last.to),
    ],
    true,
  );
}

/**
 * What stays with its line while one types, until the next results come.
 * @template {RangeSet<any>} T
 * @param {(results: Results) => T} which
 * @param {T} none
 * @param {(field: StateField<T>) => import('@codemirror/state').Extension} [provide]
 * @returns {StateField<T>}
 */
const kept = (which, none, provide) =>
  StateField.define({
    create: () => none,
    update(marks, transaction) {
      for (const effect of transaction.effects) if (effect.is(setResults)) return which(effect.value);
      return transaction.docChanged ? /** @type {T} */ (marks.map(transaction.changes)) : marks;
    },
    ...(provide && { provide }),
  });

const shapes = kept(({ shapes }) => shapes, /** @type {RangeSet<GutterMarker>} */ (RangeSet.empty));
const errorLine = kept(
  ({ error }) => error,
  Decoration.none,
  (field) => EditorView.decorations.from(field),
);

/** The numbers and shapes beside the line that fails. */
const badMarker = new (class extends GutterMarker {
  /** @override */
  elementClass = 'cm-bad-line';
})();
const badGutter = gutterLineClass.compute([errorLine], (state) => {
  const builder = /** @type {RangeSetBuilder<GutterMarker>} */ (new RangeSetBuilder());
  state.field(errorLine).between(0, state.doc.length, (from, to, value) => {
    if (!value.spec.block) builder.add(from, to, badMarker);
  });
  return builder.finish();
});

/**
 * Typing over a selection: left to itself, the browser would keep the look of what is replaced in an
 * inline style, which the page's policy forbids (and the console would say so).
 */
const replaceSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (
      event.inputType !== 'insertText' ||
      !event.data ||
      view.composing ||
      view.state.selection.ranges.every((range) => range.empty)
    )
      return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

/** No hue in the syntax: hues mean dimensions. */
const ink = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: '600' },
  { tag: [tags.bool, tags.null], fontWeight: '600' },
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--soft)' },
  { tag: [tags.definition(tags.function(tags.variableName)), tags.definition(tags.className)], fontWeight: '600' },
]);

const extensions = [
  EditorState.lineSeparator.of('\n'),
  lineNumbers(),
  highlightActiveLineGutter(),
  history(),
  drawSelection(),
  dropCursor(),
  indentOnInput(),
  bracketMatching(),
  highlightActiveLine(),
  indentUnit.of('    '),
  python(),
  syntaxHighlighting(ink),
  // Tab is not bound: it leaves the field, as everywhere on the page.
  keymap.of([...defaultKeymap, ...historyKeymap]),
  shapes,
  errorLine,
  badGutter,
  replaceSelection,
  gutter({ class: 'cm-shapes', side: 'after', markers: (view) => view.state.field(shapes) }),
  EditorView.contentAttributes.of({
    tabindex: '0',
    'aria-label': 'PyTorch code',
    spellcheck: 'false',
    autocapitalize: 'off',
    autocorrect: 'off',
  }),
  editorTheme,
];

export class ComfortableEditor {
  #view;
  #draw;
  #light;
  /** Is anything underlined? */
  #marked = false;

  /**
   * @param {HTMLElement} holder
   * @param {{code: string, selection: [number, number], changed: (code: string) => void, cursor: (line: number, typing: boolean) => void,
   *   draw: (result: LineResult) => HTMLElement, light: (root: ParentNode, followed: Followed) => void}} options
   */
  constructor(holder, { code, selection, changed, cursor, draw, light }) {
    this.#draw = draw;
    this.#light = light;
    const root = holder.attachShadow({ mode: 'open' });
    const told = EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.doc.toString());
      const at = update.state.doc.lineAt(update.state.selection.main.head).number;
      if ((update.selectionSet || update.docChanged || update.focusChanged) && update.view.hasFocus)
        cursor(at, update.docChanged);
    });
    const state = EditorState.create({
      doc: code,
      selection: { anchor: selection[0], head: selection[1] },
      extensions: [extensions, told],
    });
    this.#view = new EditorView({ state, parent: root, root });
  }

  /**
   * A line typed where nobody sees it, a letter at a time when nothing else waits. The first keys run much that has not
   * run before, which takes the browser several times as long as the work itself.
   */
  async rehearse() {
    const stage = document.createElement('div');
    stage.inert = true;
    Object.assign(stage.style, { position: 'fixed', inset: '0', visibility: 'hidden', contain: 'strict' });
    /** @type {ShadowRoot} */ (this.#view.root).append(stage);
    // Closed: nobody who looks for the editor finds this one.
    const root = stage.attachShadow({ mode: 'closed' });
    const state = EditorState.create({ doc: this.#view.state.sliceDoc(0, 2000), extensions });
    const view = new EditorView({ state, parent: root, root });
    insertNewlineAndIndent(view);
    for (const letter of '# as typed') {
      await new Promise((next) => whenIdle(() => next(null)));
      // As the browser does it: the text changes, and the editor sees that it has.
      const { node, offset } = view.domAtPos(view.state.selection.main.head);
      if (node instanceof Text) node.insertData(offset, letter);
      else node.insertBefore(document.createTextNode(letter), node.childNodes[offset] ?? null);
    }
    await new Promise((next) => afterFrame(() => next(null)));
    view.destroy();
    stage.remove();
  }

  get code() {
    return this.#view.state.doc.toString();
  }

  focus() {
    this.#view.focus();
  }

  /** @param {string} code */
  replace(code) {
    const { state } = this.#view;
    this.#view.dispatch({
      changes: { from: 0, to: state.doc.length, insert: code },
      selection: { anchor: 0 },
      userEvent: 'input.replace',
      scrollIntoView: true,
    });
  }

  /** All edits as one step of the history. @param {Edit[]} edits */
  apply(edits) {
    const { doc } = this.#view.state;
    const at = (/** @type {number} */ line, /** @type {number} */ column) => {
      const found = doc.line(Math.max(1, Math.min(line, doc.lines)));
      return Math.min(found.to, found.from + column - 1);
    };
    const changes = edits.map((edit) => ({
      from: at(edit.line, edit.column),
      to: at(edit.end_line, edit.end_column),
      insert: edit.text,
    }));
    this.#view.dispatch({ changes, userEvent: 'input.fix', scrollIntoView: true });
  }

  /**
   * @param {Map<number, LineResult>} lines
   * @param {Problem | null} error
   * @param {Note[]} warnings
   */
  show(lines, error, warnings) {
    const { state } = this.#view;
    const { doc } = state;
    /** @type {Diagnostic[]} */
    const diagnostics = [];
    for (const { line: number, column, text } of warnings) {
      if (!number || number > doc.lines) continue;
      const line = doc.line(number);
      diagnostics.push({ from: Math.min(line.to, line.from + column - 1), to: line.to, severity: 'warning', message: text });
    }
    if (error && error.line && error.line <= doc.lines) {
      const line = doc.line(error.line);
      const end = doc.line(Math.min(doc.lines, error.end_line || error.line));
      const from = Math.min(line.to, line.from + Math.max(0, error.column - 1));
      const to = error.end_column ? Math.min(end.to, end.from + error.end_column - 1) : line.to;
      diagnostics.push({
        from,
        to: Math.max(from, to),
        severity: 'error',
        message: `${error.type}: ${error.message}`,
      });
    }
    const results = { shapes: shapesOf(doc, lines, this.#draw), error: errorOf(doc, error) };
    const same = RangeSet.eq([results.shapes], [state.field(shapes)]) && RangeSet.eq([results.error], [state.field(errorLine)]);
    // Where all of it stands already (its lines have only moved), nothing is drawn.
    if (same && !diagnostics.length && !this.#marked) return;
    this.#marked = diagnostics.length > 0;
    this.#view.dispatch({ effects: setResults.of(results) }, setDiagnostics(state, diagnostics));
  }

  /** @param {number} line @param {number} column */
  go(line, column) {
    const { doc } = this.#view.state;
    const found = doc.line(Math.max(1, Math.min(line, doc.lines)));
    const at = Math.min(found.to, found.from + Math.max(0, column - 1));
    this.#view.focus();
    this.#view.dispatch({
      selection: { anchor: at },
      effects: EditorView.scrollIntoView(at, { y: 'nearest', yMargin: 40 }),
    });
  }

  /** @param {Followed} followed */
  follow(followed) {
    this.#light(this.#view.dom, followed);
  }
}
