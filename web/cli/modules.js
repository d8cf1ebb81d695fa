// The files beside a program that it may import: those of the package that it lies in, and its neighbours.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** @typedef {import('../core.d.ts').FindModule} FindModule */

const NAME = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

/** @param {string} path */
function kind(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? 'file' : found?.isDirectory() ? 'folder' : '';
}

/** Whether a folder has Python files in it, so far down. @param {string} folder @param {number} depth @returns {boolean} */
function hasPython(folder, depth) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return (
    entries.some((e) => e.isFile() && e.name.endsWith('.py')) ||
    (depth > 0 && entries.some((e) => e.isDirectory() && NAME.test(e.name) && hasPython(join(folder, e.name), depth - 1)))
  );
}

/**
 * Where a program's imports are looked for: as `python -m` does where it lies in a package (folders with an __init__.py),
 * and as `python FILE` does.
 * @param {string} file  the program's path; - is standard input, whose neighbours are the current folder's
 * @returns {{ package: string, find: FindModule }}
 */
export function modulesBeside(file) {
  const folder = file === '-' ? process.cwd() : dirname(resolve(file));
  let root = folder;
  /** @type {string[]} */
  const parts = [];
  while (file !== '-' && NAME.test(basename(root)) && kind(join(root, '__init__.py')) === 'file') {
    parts.unshift(basename(root));
    root = dirname(root);
  }
  // Of the packages that are installed beside its own, a program is to know what it would of any: nothing.
  const installed = /^(site|dist)-packages$/.test(basename(root));
  const search = parts.length ? [root, folder] : [folder];
  const read = (/** @type {string} */ path, isPackage = false) => ({ file: relative('', path), text: readFileSync(path, 'utf8'), package: isPackage });
  return {
    package: parts.join('.'),
    find(dotted) {
      const names = dotted.split('.');
      if (!names.every((name) => NAME.test(name))) return null;
      try {
        for (const from of search) {
          if (from === root && installed && names[0] !== parts[0]) continue;
          const path = join(from, ...names);
          const init = join(path, '__init__.py');
          if (kind(init) === 'file') return read(init, true);
          if (kind(`${path}.py`) === 'file') return read(`${path}.py`);
          // A package needs no __init__.py, but a folder of data is none.
          if (kind(path) === 'folder' && hasPython(path, 2)) return { file: relative('', path), text: '', package: true };
        }
      } catch {} // a file that cannot be read is one that is not there
      return null;
    },
  };
}
