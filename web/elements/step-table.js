// The same steps as a plain table: for projecting, for copying into notes, and for reading by row.
import { formula, partsText, shape, shapeText, workedParts } from './base/dims.js';
import { define, h, tell } from './base/dom.js';
import { exact, rounded } from './base/numbers.js';
import { lineButton, merged } from './walk-step.js';

/** @import {Step, Trace} from '../core.js' */

const HEAD = ['Line', 'Step', 'Shape that comes out', 'Arithmetic', 'Parameters', 'Multiply-adds'];

/** Only what is worked out; a size that is simply given stands in the shape. @param {Step} step */
const worked = (step) =>
  merged(step.working)
    .map(({ working }) => workedParts(working))
    .filter((parts) => partsText(parts).includes('='));

/** A table longer than this waits until the typing pauses. */
const LONG = 120;

class StepTable extends HTMLElement {
  #said = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  /** @param {Trace} trace */
  set trace(trace) {
    const said = JSON.stringify([trace.steps, trace.params, trace.input]);
    if (said === this.#said) return;
    const first = this.#said === '';
    this.#said = said;
    clearTimeout(this.#waiting);
    if (first || trace.steps.length <= LONG) this.#draw(trace);
    else this.#waiting = setTimeout(() => this.#draw(trace), 250);
  }

  /** @param {Trace} trace */
  #draw(trace) {
    const rows = trace.steps.map((step) =>
      h(
        'tr',
        null,
        h('td', null, step.line ? lineButton(step.line, step.column) : ''),
        h('th', { scope: 'row' }, step.op, step.path ? h('div', { class: 'path' }, step.path) : null),
        h(
          'td',
          { class: 'out' },
          step.out.map((sizes, i) => h('div', null, shape(sizes, step.out_dims[i] ?? ''))),
        ),
        h(
          'td',
          { class: 'formula' },
          worked(step).map((parts) => h('div', null, formula(parts))),
        ),
        h('td', { class: 'count' }, step.params ? exact(step.params) : ''),
        h('td', { class: 'count' }, step.macs ? rounded(step.macs) : ''),
      ),
    );
    const table = h(
      'table',
      null,
      h(
        'caption',
        null,
        `${trace.model || 'The program'} on ${trace.input.map(shapeText).join(' and ') || 'no input'}`,
      ),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          HEAD.map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h('tbody', null, rows),
      h(
        'tfoot',
        null,
        h(
          'tr',
          null,
          h('th', { scope: 'row', colspan: 4 }, 'Together'),
          h('td', { class: 'count' }, exact(trace.params)),
          h('td', { class: 'count' }, rounded(trace.macs)),
        ),
      ),
    );
    const copy = h('button', { class: 'copy', 'data-key': 'copy table' }, 'Copy as Markdown');
    copy.onclick = () => tell(this, 'copy-text', { text: markdown(trace), what: 'The table' });
    this.replaceChildren(
      h('div', { class: 'card scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of steps' }, table),
      copy,
    );
  }
}

/** @param {Trace} trace */
export function markdown(trace) {
  const cell = (/** @type {string} */ text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const row = (/** @type {string[]} */ cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [
    row(HEAD),
    row(HEAD.map((_, i) => (i === 0 || i > 3 ? '--:' : '---'))),
    ...trace.steps.map((step) =>
      row([
        step.line ? String(step.line) : '',
        step.path ? `${step.op} (${step.path})` : step.op,
        step.out.map(shapeText).join(', '),
        worked(step).map(partsText).join('; '),
        step.params ? exact(step.params) : '',
        step.macs ? rounded(step.macs) : '',
      ]),
    ),
    row(['', 'Together', '', '', exact(trace.params), rounded(trace.macs)]),
    '',
  ].join('\n');
}

define('step-table', StepTable);
