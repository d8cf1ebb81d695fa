// How one number came about, written out: the products of a window with its sum, the largest of a pool, the
// terms of a row that weigh most; every number as it is in the run.
import { define, h, keepFocus, tell } from '../base/dom.js';
import { exact, plural } from '../base/numbers.js';
import { column, figure, term } from './figures.js';
import { indexOf } from './layout.js';
import { heaviest, partsOf, poolColumns } from './products.js';
import { colour, writing } from './scale.js';

/** @import {Cell, Step, Term} from '../../core.js' */
/** @import {Part} from './products.js' */

/** Input channels that are written out; of more, those that weigh most. */
const NAMED = 6;
/** Terms of a long row that are written out. */
const TERMS = 8;
/** Windows up to so wide are shown with their kernel and the products side by side, where there is room. */
const NARROW = 4;
const room = matchMedia('(min-width: 561px)');
const VIEWS = /** @type {const} */ ({ product: 'x · w', x: 'x, the input', w: 'w, the kernel' });

class CellSum extends HTMLElement {
  /** @type {{step: Step, cell: Cell, place: number, out: number} | null} */
  #of = null;
  #channel = 0;
  /** @type {keyof typeof VIEWS} */
  #view = 'product';

  /** The input channel that is shown. */
  get channel() {
    return this.#channel;
  }

  set channel(channel) {
    this.#choose(channel);
  }

  /**
   * @param {Step} step
   * @param {Cell} cell
   * @param {number} place row-major, of the output
   * @param {number} out its channel
   */
  show(step, cell, place, out) {
    this.#of = { step, cell, place, out };
    this.#draw();
  }

  #draw() {
    keepFocus(this, () => {
      const of = this.#of;
      if (!of) return;
      const { step, cell, place } = of;
      const name = h('code', { class: 'of' }, `out[${indexOf(step.out[0] ?? [], place)}]`);
      const parts = cell.how === 'sum' && step.windows.length ? partsOf(step, cell, of.out) : [];
      const said = cell.say ? h('p', { class: 'small' }, tidy(cell.say)) : null;
      const body = !cell.known || (cell.terms.length === 0 && !cell.say)
        ? [line(name, ' = ', number(cell.result))]
        : parts.length
          ? this.#convolution(name, parts, cell)
          : cell.how === 'sum'
            ? this.#row(name, step, cell)
            : pool(name, step, cell);
      this.replaceChildren(...body, ...(said ? [said] : []));
    });
  }

  /** @param {Element} name @param {Part[]} parts @param {Cell} cell */
  #convolution(name, parts, cell) {
    const part = parts.find(({ channel }) => channel === this.#channel) ?? /** @type {Part} */ (parts[0]);
    this.#channel = part.channel;
    const products = part.terms.map(({ x, w }) => x * w);
    const values = { product: products, x: part.terms.map(({ x }) => x), w: part.terms.map(({ w }) => w) };
    const most = {
      product: size(products),
      x: size(parts.flatMap(({ terms }) => terms.map(({ x }) => x))),
      w: size(parts.flatMap(({ terms }) => terms.map(({ w }) => w))),
    };
    const views = /** @type {(keyof typeof VIEWS)[]} */ (Object.keys(VIEWS)).map((view) => {
      const button = h(
        'button',
        { type: 'button', 'aria-pressed': String(view === this.#view), 'data-key': `view ${view}` },
        VIEWS[view],
      );
      button.onclick = () => {
        this.#view = view;
        this.#draw();
      };
      return button;
    });
    const grid = (/** @type {keyof typeof VIEWS} */ view) =>
      table(part.terms, values[view], part.columns, most[view], null, `${VIEWS[view]}, input channel ${part.channel}`, part.rows);
    const shown = (/** @type {keyof typeof VIEWS} */ view) =>
      h('figure', null, grid(view), h('figcaption', null, VIEWS[view]));
    const triple = part.columns <= NARROW && room.matches;
    const padded = part.terms.filter(({ at }) => at < 0).length;
    return [
      h(
        'div',
        { class: 'sum-head' },
        parts.length > 1 ? this.#choice(parts, part) : h('span', { class: 'small' }, `input channel ${part.channel}`),
        triple ? null : h('span', { class: 'views', role: 'group', 'aria-label': 'What the table shows' }, views),
      ),
      triple
        ? h('div', { class: 'triple' }, shown('x'), h('span', { class: 'between' }, '·'), shown('w'), h('span', { class: 'between' }, '='), shown('product'))
        : grid(this.#view),
      h(
        'p',
        { class: 'small' },
        `${plural(part.terms.length, 'product')} of input channel ${part.channel}${padded ? `, ${padded} of them with padding (0)` : ''}: `,
        h('code', null, `Σ x·w = ${figure(part.sum, 4)}`),
      ),
      this.#total(name, parts, part, cell),
    ];
  }

  /** @param {Part[]} parts @param {Part} now */
  #choice(parts, now) {
    const select = h(
      'select',
      { 'data-key': 'in channel', 'aria-label': 'Input channel' },
      parts.map(({ channel }) => h('option', { value: channel, selected: channel === now.channel }, `input channel ${channel}`)),
    );
    select.onchange = () => this.#choose(Number(select.value));
    return select;
  }

  /** @param {number} channel */
  #choose(channel) {
    this.#channel = channel;
    this.#draw();
    tell(this, 'choose-input', { channel });
  }

  /** Σ over the channels + bias = the number. @param {Element} name @param {Part[]} parts @param {Part} now @param {Cell} cell */
  #total(name, parts, now, cell) {
    const sorted = parts.length > NAMED ? [...parts].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum)).slice(0, NAMED) : parts;
    const rest = parts.filter((part) => !sorted.includes(part));
    const terms = sorted.map((part, i) => {
      const button = h(
        'button',
        {
          type: 'button',
          class: 'term',
          'aria-pressed': String(part === now),
          'data-key': `term ${part.channel}`,
          title: `input channel ${part.channel}`,
        },
        term(part.sum, i === 0, 4),
      );
      button.onclick = () => this.#choose(part.channel);
      return [button, ' '];
    });
    const restSum = rest.reduce((sum, part) => sum + part.sum, 0);
    return h(
      'p',
      { class: 'total' },
      h(
        'span',
        { class: 'small' },
        parts.length > 1 ? `Σ over ${parts.length} channels` : 'the sum',
        rest.length ? `, the ${NAMED} that weigh most first` : '',
        cell.bias === null ? '' : parts.length > 1 ? ', and the bias' : ' and the bias',
      ),
      h(
        'span',
        { class: 'equation' },
        name,
        ' = ',
        ...terms.flat(),
        rest.length ? h('span', { class: 'soft', title: `the other ${rest.length} channels` }, term(restSum, false, 4)) : '',
        ' ',
        cell.bias === null ? '' : h('span', { class: 'bias', title: 'bias' }, term(cell.bias, false, 4)),
        ' ',
        h('span', null, '= ', number(cell.result)),
      ),
    );
  }

  /** A row with a row: Linear. @param {Element} name @param {Step} step @param {Cell} cell */
  #row(name, step, cell) {
    if (cell.terms.length === 1 && cell.say) return [line(name, ' = ', number(cell.result))];
    const { named, others, rest } = heaviest(cell.terms, TERMS);
    const sizes = step.in[0] ?? [];
    const rows = named.map(({ at, x, w }) =>
      h(
        'tr',
        null,
        h('th', { scope: 'row' }, at < 0 ? 'padding' : `in[${indexOf(sizes, at)}]`),
        h('td', null, figure(x, 4)),
        h('td', null, figure(w, 4)),
        h('td', null, figure(x * w, 4)),
      ),
    );
    if (others) {
      rows.push(
        h('tr', null, h('th', { scope: 'row' }, `the other ${exact(others)}`), h('td', null), h('td', null), h('td', null, figure(rest, 4))),
      );
    }
    if (cell.bias !== null)
      rows.push(h('tr', null, h('th', { scope: 'row' }, 'bias'), h('td', null), h('td', null), h('td', null, figure(cell.bias, 4))));
    return [
      h(
        'div',
        { class: 'scroll' },
        h(
          'table',
          { class: 'terms' },
          h('caption', { class: 'small' }, others ? 'The terms that weigh most, and the others summed up' : 'Every term'),
          h(
            'thead',
            null,
            h('tr', null, ['', 'x', 'w', 'x · w'].map((text) => h(text ? 'th' : 'td', text ? { scope: 'col' } : null, text))),
          ),
          h('tbody', null, rows),
          h('tfoot', null, h('tr', null, h('th', { scope: 'row' }, name), h('td', null), h('td', null), h('td', null, number(cell.result)))),
        ),
      ),
    ];
  }
}

/** A pool: the largest of the window, or its average. @param {Element} name @param {Step} step @param {Cell} cell */
function pool(name, step, cell) {
  const values = cell.terms.map(({ x }) => x);
  const best = cell.how === 'largest' ? values.findIndex((x) => x === cell.result) : -1;
  const columns = poolColumns(step, cell.terms);
  const few = values.length <= 9;
  const written =
    cell.how === 'largest'
      ? line(name, ` = the largest of ${values.length} = `, number(cell.result))
      : line(
          name,
          ' = ',
          few ? `(${values.map((x, i) => term(x, i === 0)).join(' ')})` : `Σ of ${values.length} numbers`,
          ` / ${figure(cell.divisor)} = `,
          number(cell.result),
        );
  return [table(cell.terms, values, columns, size(values), best, 'The numbers in the window'), written];
}

/**
 * Numbers in the rows and columns of their window, on their colours.
 * @param {Term[]} terms
 * @param {number[]} values
 * @param {number} columns
 * @param {number} most the largest size on the scale
 * @param {number | null} marked the one to mark
 * @param {string} caption
 * @param {number} [slice] rows of a slice of a volume
 */
function table(terms, values, columns, most, marked, caption, slice = Infinity) {
  const rows = [];
  const write = column(most);
  for (let from = 0; from < values.length; from += columns) {
    const cells = values.slice(from, from + columns).map((x, i) => {
      const { at, weight_at, x: read, w } = /** @type {Term} */ (terms[from + i]);
      const title = weight_at < 0 ? (at < 0 ? 'padding' : `in, place ${at}`) : `${at < 0 ? 'padding 0' : figure(read, 4)} · ${figure(w, 4)} = ${figure(read * w, 4)}`;
      const kinds = [at < 0 ? 'pad' : '', from + i === marked ? 'best' : '', at < 0 && x === 0 ? '' : writing(x, most)];
      const cell = h('td', { class: kinds.filter(Boolean).join(' ') || null, title }, write(x));
      if (at >= 0 || x !== 0) cell.style.backgroundColor = colour(x, most);
      return cell;
    });
    rows.push(h('tr', rows.length && rows.length % slice === 0 ? { class: 'slice' } : null, cells));
  }
  const wide = columns > 7;
  return h(
    'div',
    { class: 'scroll', ...(wide ? { tabindex: 0, role: 'group', 'aria-label': caption } : {}) },
    h('table', { class: `products${wide ? ' fine' : ''}`, 'aria-label': caption }, h('tbody', null, rows)),
  );
}

/** @param {number[]} values */
const size = (values) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** @param {number} x */
const number = (x) => h('b', { class: 'result-number' }, figure(x, 4));

/** @param {...(Node | string)} parts */
const line = (...parts) => h('p', { class: 'total' }, h('span', { class: 'equation' }, ...parts));

/** Numbers inside a sentence of the core, as short as elsewhere. @param {string} text */
const tidy = (text) =>
  text.replaceAll(/-?\d+\.\d+(e[-+]?\d+)?/g, (digits) => figure(Number(digits), 4)).replaceAll(/(?<=\()-(?=\d)/g, '−');

define('cell-sum', CellSum);
