// Which file the model's weights are from: none (PyTorch's own draws), or a .safetensors or torch.save file that was chosen
// here or dropped on the bar. It stays in the page. Under it, after a run, what of the file the model took.
import { define, h, tell } from '../base/dom.js';

/** @import {LoadedWeights} from '../../core.js' */

/** What one address space holds beside the numbers of a run. */
const LARGEST = 1.5e9;
const ENDINGS = '.safetensors,.pt,.pth,.bin,.ckpt';

const count = (/** @type {number} */ n, /** @type {string} */ what) => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;

/**
 * A report in a sentence or two, and what load_state_dict says of it.
 * @param {string} name of the file @param {LoadedWeights} weights
 * @returns {{text: string, detail: string}}
 */
export function said(name, { dict, prefix, model, tensors, numbers, missing, unexpected, mismatched, unreadable, message }) {
  if (!model) return { text: `${name} can be read, but no model was called that could take it.`, detail: '' };
  const from = `${dict ? `, from ${dict}` : ''}${prefix ? `, without the prefix ${prefix}` : ''}`;
  const detail = [message, ...unreadable.map(({ text }) => `Not read: ${text}`)].filter(Boolean).join('\n');
  if (!tensors)
    return { text: `Nothing in ${name} fits ${model}: the numbers are as PyTorch draws them.`, detail };
  const taken = `${count(tensors, 'tensor')}, ${count(numbers, 'number')}`;
  if (!detail) return { text: `All weights are from ${name}: ${taken}${from}.`, detail };
  const parts = [
    missing.length && `${missing.length} missing in it`,
    mismatched.length && `${mismatched.length} of another size`,
    unreadable.length && `${unreadable.length} unreadable`,
    unexpected.length && `${unexpected.length} that the model does not have`,
  ].filter(Boolean);
  const rest = missing.length + mismatched.length + unreadable.length ? ' What it lacks is as PyTorch draws it.' : '';
  return { text: `From ${name}: ${taken}${from}; ${parts.join(', ')}.${rest}`, detail };
}

export class WeightsInput extends HTMLElement {
  #file = h('input', { type: 'file', accept: ENDINGS, class: 'unseen', tabindex: -1, 'aria-label': 'Weights file' });
  #choose = h('button', { type: 'button', class: 'quiet' }, 'Choose a file');
  #name = h('span', { class: 'file-name' });
  #hint = h('span', { class: 'small' }, 'or drop one here: .safetensors, .pt, .pth');
  #remove = h('button', { type: 'button', class: 'quiet' }, 'Remove');
  #says = h('p', { class: 'small', role: 'status' });
  #lines = h('pre', { class: 'small', tabindex: 0 });
  #detail = h('details', { class: 'small', hidden: true }, h('summary', null, 'What load_state_dict says'), this.#lines);
  #stays = h('p', { class: 'small', hidden: true }, 'The file stays in this browser. A link to this page does not carry it.');

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      h('div', { class: 'weights-line' }, h('span', { class: 'small' }, 'Weights'), this.#name, this.#choose, this.#hint, this.#remove, this.#file),
      this.#says,
      this.#detail,
      this.#stays,
    );
    this.#choose.onclick = () => this.#file.click();
    this.#remove.onclick = () => {
      tell(this, 'weights-input', { file: null });
      this.#choose.focus();
    };
    this.#file.onchange = () => {
      this.take(this.#file.files?.[0]);
      this.#file.value = '';
    };
    this.file = null;
  }

  /** One that was chosen or dropped. @param {File | undefined} file */
  take(file) {
    if (!file) return;
    if (file.size > LARGEST) this.problem = `${file.name} is larger than what can be read here (1.5 GB).`;
    else tell(this, 'weights-input', { file });
  }

  /** The one in use. @param {File | null} file */
  set file(file) {
    this.#name.textContent = file?.name ?? 'as PyTorch draws them';
    this.#choose.textContent = file ? 'Another' : 'Choose a file';
    this.#hint.hidden = Boolean(file);
    this.#remove.hidden = this.#stays.hidden = !file;
    this.#tell('', '');
  }

  /** What came of it, after what is to be said before. @param {{name: string, weights: LoadedWeights, before: string}} report */
  set report({ name, weights, before }) {
    const { text, detail } = said(name, weights);
    this.#tell(before ? `${before} ${text}` : text, detail);
  }

  /** Why a file was not taken; what was in use before stays so. @param {string} text */
  set problem(text) {
    this.#tell(text, '');
  }

  /** @param {string} text @param {string} detail */
  #tell(text, detail) {
    if (this.#says.textContent !== text) this.#says.textContent = text;
    this.#says.hidden = !text;
    this.#lines.textContent = detail;
    this.#detail.hidden = !detail;
  }
}

define('weights-input', WeightsInput);
