// Building DOM nodes by hand: text stays text (nothing that a learner pastes is ever parsed as HTML).

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * @param {Element} node
 * @param {Record<string, unknown>} props
 */
function assign(node, props) {
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on') && typeof value === 'function') {
      node.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    } else {
      node.setAttribute(key, value === true ? '' : String(value));
    }
  }
}

/**
 * An HTML element with attributes, listeners (`onclick`) and children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown> | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  if (props) assign(node, props);
  add(node, children);
  return node;
}

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown> | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, props, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  if (props) assign(node, props);
  add(node, children);
  return node;
}

/**
 * @param {ParentNode} node
 * @param {(Child | Child[])[]} children
 */
export function add(node, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    node.append(typeof child === 'number' ? String(child) : child);
  }
}

/**
 * Several nodes as one.
 * @param {...(Child | Child[])} children
 */
export function nodes(...children) {
  const fragment = document.createDocumentFragment();
  add(fragment, children);
  return fragment;
}

/** When the browser has shown what is there now. @param {() => void} next */
export const afterFrame = (next) => void requestAnimationFrame(() => setTimeout(next));

/** When nothing else is waiting. @param {() => void} next */
export const whenIdle = (next) => void (globalThis.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, 300)))(() => next());

/**
 * Draw anew, and put the keyboard focus back where it was: on the node with the same `data-key`.
 * @param {HTMLElement} root
 * @param {() => void} draw
 */
export function keepFocus(root, draw) {
  const active = /** @type {Document | ShadowRoot} */ (root.getRootNode()).activeElement;
  const key = active instanceof HTMLElement && root.contains(active) ? active.dataset.key : undefined;
  draw();
  // What was not drawn anew still has it.
  if (key === undefined || (active?.isConnected && active === /** @type {Document} */ (root.getRootNode()).activeElement)) return;
  for (const node of root.querySelectorAll('[data-key]')) {
    if (node instanceof HTMLElement && node.dataset.key === key) return node.focus({ preventScroll: true });
  }
}

/**
 * Tell the page something: events bubble, and cross the edge of a shadow root.
 * @param {EventTarget} from
 * @param {string} type
 * @param {unknown} [detail]
 */
export function tell(from, type, detail) {
  from.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}

/**
 * `customElements.define`, once: a page may load two bundles that hold the same element.
 * @param {string} name
 * @param {CustomElementConstructor} type
 */
export function define(name, type) {
  if (!customElements.get(name)) customElements.define(name, type);
}
