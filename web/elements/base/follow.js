// Following a number: point at a 13, or focus it, and every 13 of the same kind is lit, in the walk,
// in the formulas and beside the code; pressing it keeps it lit. Editors keep their lines in a shadow
// root of their own: they hear of it by the `follow` event.
import { tell } from './dom.js';

/** @typedef {{value: string, kind: string} | null} Followed */

/**
 * Light every number of a subtree that is the one followed.
 * @param {ParentNode} root
 * @param {Followed} followed
 */
export function light(root, followed) {
  for (const node of root.querySelectorAll('.d.lit')) node.classList.remove('lit');
  if (!followed) return;
  const same = `.d[data-v="${followed.value}"][data-k="${followed.kind}"]`;
  for (const node of root.querySelectorAll(same)) node.classList.add('lit');
}

/**
 * @param {EventTarget | null | undefined} target
 * @returns {HTMLElement | null}
 */
function numberAt(target) {
  const node = target instanceof Element ? target.closest('.d[data-v]') : null;
  return node instanceof HTMLElement ? node : null;
}

/**
 * @param {HTMLElement | null} node
 * @returns {Followed}
 */
function read(node) {
  // Ones are everywhere and lead nowhere.
  if (!node || node.dataset.v === '1') return null;
  return { value: node.dataset.v ?? '', kind: node.dataset.k ?? '' };
}

/** @param {Followed} a @param {Followed} b */
const same = (a, b) => a?.value === b?.value && a?.kind === b?.kind;

/**
 * Follow numbers under `root`. Call `again` after drawing something anew.
 * @param {HTMLElement} root
 */
export function followNumbers(root) {
  /** @type {Followed} */
  let lit = null;
  /** @type {Followed} */
  let kept = null;
  /** @param {Followed} next */
  const set = (next) => {
    next ??= kept;
    if (same(lit, next)) return;
    lit = next;
    light(root, lit);
    tell(root, 'follow', lit);
  };
  const press = () => {
    for (const node of root.querySelectorAll('button.d')) {
      const own = read(/** @type {HTMLElement} */ (node));
      node.setAttribute('aria-pressed', String(kept !== null && same(own, kept)));
    }
  };
  // composedPath: numbers inside an editor's shadow root count as well.
  root.addEventListener('pointerover', (event) => set(read(numberAt(event.composedPath()[0]))));
  root.addEventListener('pointerleave', () => set(null));
  root.addEventListener('focusin', (event) => set(read(numberAt(event.composedPath()[0]))));
  root.addEventListener('focusout', () => set(null));
  root.addEventListener('click', (event) => {
    const node = numberAt(event.composedPath()[0]);
    if (!(node instanceof HTMLButtonElement)) return;
    kept = same(read(node), kept) ? null : read(node);
    press();
    set(read(node));
  });
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !kept) return;
    kept = null;
    press();
    set(null);
  });
  return {
    again() {
      light(root, lit);
      if (kept) press();
    },
  };
}

/**
 * The numbers of the walk are one tab stop; arrow keys go on from there: left and right inside a
 * shape, up and down from tensor to tensor.
 * @param {HTMLElement} root
 */
export function arrowsBetweenNumbers(root) {
  root.addEventListener('keydown', (event) => {
    const from = event.target;
    if (!(from instanceof HTMLButtonElement) || !from.matches('.d')) return;
    const shape = from.closest('.shape');
    const inside = [...(shape?.querySelectorAll('button.d') ?? [])];
    /** @type {Element | undefined} */
    let to;
    if (event.key === 'ArrowRight') to = inside[inside.indexOf(from) + 1];
    else if (event.key === 'ArrowLeft') to = inside[inside.indexOf(from) - 1];
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const shapes = [...root.querySelectorAll('.shape:has(button.d)')].filter((node) => node.checkVisibility());
      const next = shapes[shapes.indexOf(/** @type {Element} */ (shape)) + (event.key === 'ArrowDown' ? 1 : -1)];
      const numbers = [...(next?.querySelectorAll('button.d') ?? [])];
      to = numbers[Math.min(inside.indexOf(from), numbers.length - 1)];
    } else return;
    event.preventDefault();
    if (!(to instanceof HTMLElement)) return;
    for (const node of root.querySelectorAll('button.d[tabindex="0"]')) node.setAttribute('tabindex', '-1');
    to.setAttribute('tabindex', '0');
    to.focus();
  });
}
