// The steps of a walk as a tree: containers of the model (features, layer1, layer1.0) become groups,
// so that a long network reads as a short list of parts.

/** @import {ModuleCall, Step} from '../core.js' */

/**
 * @typedef {{index: number, step: Step}} StepNode
 * @typedef {{path: string, name: string, type: string, first: number, last: number, params: number,
 *            macs: number, children: WalkNode[]}} GroupNode
 * @typedef {StepNode | GroupNode} WalkNode
 */

/** @param {string} path */
const parent = (path) => path.slice(0, Math.max(0, path.lastIndexOf('.')));

/** @param {string} path layer1.0 → [layer1, layer1.0] */
function chain(path) {
  if (!path) return [];
  const names = path.split('.');
  return names.map((_, i) => names.slice(0, i + 1).join('.'));
}

/**
 * @param {string[]} a
 * @param {string[]} b
 */
function shared(a, b) {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i += 1;
  return a.slice(0, i);
}

/**
 * @param {Step[]} steps
 * @param {ModuleCall[]} modules
 * @returns {WalkNode[]}
 */
export function groupSteps(steps, modules) {
  const types = new Map(modules.map((module) => [module.path, module.type]));
  const containers = new Set(modules.map((module) => parent(module.path)).filter(Boolean));
  /** @type {(string[] | null)[]} A step without a module has no place of its own. */
  const own = steps.map(({ path }) => (path ? chain(containers.has(path) ? path : parent(path)) : null));
  // It stands where its neighbours stand: an addition between two layers of a block is in the block.
  /** @type {string[][]} */
  const places = [];
  own.forEach((place, i) => {
    if (place) return places.push(place);
    const before = places[i - 1] ?? [];
    const after = own.slice(i).find((next) => next !== null) ?? [];
    places.push(shared(before, after));
  });

  /** @type {WalkNode[]} */
  const roots = [];
  /** @type {GroupNode[]} */
  let open = [];
  places.forEach((place, index) => {
    let depth = 0;
    while (depth < open.length && open[depth]?.path === place[depth]) depth += 1;
    open = open.slice(0, depth);
    for (const path of place.slice(depth)) {
      /** @type {GroupNode} */
      const group = {
        path,
        name: path.slice(path.lastIndexOf('.') + 1),
        type: types.get(path) ?? '',
        first: index,
        last: index,
        params: 0,
        macs: 0,
        children: [],
      };
      (open.at(-1)?.children ?? roots).push(group);
      open.push(group);
    }
    const step = /** @type {Step} */ (steps[index]);
    (open.at(-1)?.children ?? roots).push({ index, step });
    for (const group of open) {
      group.last = index;
      group.params += step.params;
      group.macs += step.macs;
    }
  });
  return unwrap(roots);
}

/**
 * A group of a single thing is that thing.
 * @param {WalkNode[]} list
 * @returns {WalkNode[]}
 */
function unwrap(list) {
  return list.flatMap((node) => {
    if ('step' in node) return [node];
    node.children = unwrap(node.children);
    return node.children.length === 1 ? node.children : [node];
  });
}
