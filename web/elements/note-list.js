// How the code was read, what looks wrong though it runs, and what the program printed.
import { sentence } from './base/dims.js';
import { define, h } from './base/dom.js';
import { lineButton } from './walk-step.js';

/** @import {Note, Trace} from '../core.js' */

class NoteList extends HTMLElement {
  #said = '';

  /** @param {Trace} trace */
  set trace(trace) {
    const said = JSON.stringify([trace.notes, trace.warnings, trace.printed]);
    if (said === this.#said) return;
    this.#said = said;
    const item = (/** @type {Note} */ note) =>
      h('li', null, sentence(note.text), ' ', note.line ? lineButton(note.line, note.column || 1) : null);
    this.replaceChildren();
    if (trace.warnings.length) {
      this.append(
        h(
          'div',
          { class: 'card warnings' },
          h('h2', null, 'Runs, but looks wrong'),
          h('ul', null, trace.warnings.map(item)),
        ),
      );
    }
    if (trace.notes.length) this.append(h('ul', { class: 'notes small' }, trace.notes.map(item)));
    if (trace.printed) {
      this.append(
        h(
          'details',
          { class: 'printed', open: trace.printed.length < 400 },
          h('summary', null, 'What the program prints'),
          h('pre', { tabindex: 0 }, trace.printed),
        ),
      );
    }
  }
}

define('note-list', NoteList);
