// Programs to start from. They are real files, fetched when chosen.
import { define, h, tell } from './base/dom.js';

/** @typedef {{file: string, title: string, about: string, input?: string, model?: string}} Example */

class ExamplePicker extends HTMLElement {
  #own = h('option', { value: '' }, 'Your code');
  #select = h('select', { 'aria-label': 'Example' }, this.#own);
  /** @type {Example[]} */
  #examples = [];
  /** Where the examples lie, from the page. */
  base = 'examples/';

  async connectedCallback() {
    if (this.#examples.length) return;
    const answer = await fetch(`${this.base}index.json`).catch(() => null);
    if (!answer?.ok) return;
    this.#examples = await answer.json();
    this.#select.append(
      ...this.#examples.map((example) => h('option', { value: example.file, title: example.about }, example.title)),
    );
    this.replaceChildren(this.#select);
    this.#select.onchange = () => void this.#choose(this.#select.value);
    tell(this, 'examples-ready');
  }

  /** The files that may be wanted. */
  get files() {
    return ['index.json', ...this.#examples.map(({ file }) => file)].map((file) => this.base + file);
  }

  /** Show which one is in the editor; '' for none. @param {string} file */
  set current(file) {
    this.#select.value = file;
    this.#own.hidden = file !== '';
  }

  /** @param {string} file */
  async #choose(file) {
    const example = this.#examples.find((one) => one.file === file);
    if (!example) return;
    const answer = await fetch(`${this.base}${example.file}`).catch(() => null);
    if (!answer?.ok) return tell(this, 'page-note', { text: 'The example could not be fetched: is the page offline?' });
    tell(this, 'example', { ...example, code: await answer.text() });
  }
}

define('example-picker', ExamplePicker);
