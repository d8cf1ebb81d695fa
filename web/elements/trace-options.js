// What to trace, and on what: the model, the input, train or eval. All may stay empty.
import { define, h, tell } from './base/dom.js';

/** @import {Trace} from '../core.js' */

let ids = 0;

class TraceOptions extends HTMLElement {
  #id = (ids += 1);
  #input = h('input', {
    id: `input-${this.#id}`,
    'data-key': 'input',
    autocomplete: 'off',
    spellcheck: 'false',
    size: 14,
  });
  #model = h('input', {
    id: `model-${this.#id}`,
    'data-key': 'model',
    autocomplete: 'off',
    spellcheck: 'false',
    size: 12,
  });
  #eval = h('input', { id: `eval-${this.#id}`, type: 'checkbox', role: 'switch' });
  #clear = h(
    'button',
    {
      class: 'clear',
      type: 'button',
      hidden: true,
      'aria-label': 'No input: work it out',
      title: 'no input: work it out',
    },
    '×',
  );

  connectedCallback() {
    if (this.firstChild) return;
    const field = (/** @type {HTMLElement} */ input, /** @type {string} */ name) =>
      h('label', { for: input.id }, h('span', { class: 'small' }, name), input);
    this.append(
      field(this.#input, 'Input'),
      this.#clear,
      field(this.#model, 'Model'),
      h(
        'label',
        { class: 'switch', for: this.#eval.id, title: 'model.eval(): dropout and batch norm as when it is used' },
        this.#eval,
        h('span', { class: 'small' }, 'eval mode'),
      ),
    );
    const changed = () => tell(this, 'options-input', this.value);
    this.#input.addEventListener('input', changed);
    this.#model.addEventListener('input', changed);
    this.#eval.addEventListener('change', changed);
    this.#clear.onclick = () => {
      this.#input.value = '';
      this.#input.focus();
      changed();
    };
  }

  get value() {
    this.#clear.hidden = !this.#input.value.trim();
    return { input: this.#input.value.trim(), model: this.#model.value.trim(), eval: this.#eval.checked };
  }

  /** @param {{input: string, model: string, eval: boolean}} value */
  set value(value) {
    // Never under the hands of someone who is typing here.
    if (this.#input.value.trim() !== value.input) this.#input.value = value.input;
    if (this.#model.value.trim() !== value.model) this.#model.value = value.model;
    this.#eval.checked = value.eval;
    this.#clear.hidden = !value.input;
  }

  /** What an empty field stands for. @param {Trace} trace */
  set trace(trace) {
    this.#input.placeholder = (trace.input.length ? trace.input : (trace.steps.find((step) => step.in.length)?.in ?? [])).map((sizes) => sizes.join(',')).join('; ') || '1,3,224,224';
    this.#model.placeholder = trace.model || 'model';
  }
}

define('trace-options', TraceOptions);
