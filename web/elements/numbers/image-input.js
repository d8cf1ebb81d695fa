// A picture of one's own as the input: from a file, dropped, or pasted. It stays in the page.
import { define, h, tell } from '../base/dom.js';

const SIDE = 132;

class ImageInput extends HTMLElement {
  #file = h('input', { type: 'file', accept: 'image/*', class: 'unseen', tabindex: -1, 'aria-label': 'Image file' });
  #button = h('button', { type: 'button' }, 'Choose an image');
  #thumb = h('canvas', { width: SIDE, height: SIDE, role: 'img', 'aria-label': 'No image yet' });
  #says = h('p', { class: 'small', role: 'status' });
  /** @type {(() => void)[]} */
  #undo = [];

  connectedCallback() {
    if (!this.firstChild) {
      this.append(
        this.#thumb,
        h('div', { class: 'pad-side' }, h('p', { class: 'small' }, 'Drop or paste one here, or:'), this.#button, this.#file, this.#says),
      );
    }
    this.#button.onclick = () => this.#file.click();
    this.#file.onchange = () => {
      void this.#take(this.#file.files?.[0]);
      this.#file.value = '';
    };
    const on = (/** @type {EventTarget} */ target, /** @type {string} */ type, /** @type {(event: any) => void} */ heard) => {
      target.addEventListener(type, heard);
      this.#undo.push(() => target.removeEventListener(type, heard));
    };
    on(this, 'dragover', (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      this.classList.add('over');
    });
    on(this, 'dragleave', () => this.classList.remove('over'));
    on(this, 'drop', (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      this.classList.remove('over');
      void this.#take(event.dataTransfer?.files[0]);
    });
    // Text that is pasted is the editor's; so is all, while no image is wanted.
    on(document, 'paste', (/** @type {ClipboardEvent} */ event) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (!file || !this.checkVisibility()) return;
      event.preventDefault();
      void this.#take(file);
    });
  }

  disconnectedCallback() {
    for (const undo of this.#undo) undo();
    this.#undo = [];
  }

  /** @param {File | undefined} file */
  async #take(file) {
    if (!file) return;
    let image;
    try {
      image = await createImageBitmap(file);
    } catch {
      this.#says.textContent = `${file.name || 'This'} could not be read as an image.`;
      return;
    }
    this.#says.textContent = '';
    const by = Math.min(SIDE / image.width, SIDE / image.height);
    this.#thumb.width = Math.max(1, Math.round(image.width * by));
    this.#thumb.height = Math.max(1, Math.round(image.height * by));
    this.#thumb.getContext('2d')?.drawImage(image, 0, 0, this.#thumb.width, this.#thumb.height);
    this.#thumb.setAttribute('aria-label', `Your image, ${image.width} by ${image.height}`);
    tell(this, 'image-input', { image });
  }
}

define('image-input', ImageInput);
