// The project's own files, for the gates that read them.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../web/build/shell.mjs';

const NOT_OURS = ['.git', 'node_modules', 'build', 'dist'];

/**
 * Paths, relative to the top, of all files under `folder` whose name fits.
 * @param {string} folder @param {RegExp} name
 * @returns {string[]}
 */
export function files(folder, name) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (NOT_OURS.includes(path)) return []; // At the top only: web/build is source.
      if (entry.isDirectory()) return files(path, name);
      return name.test(entry.name) ? [path] : [];
    })
    .sort();
}

/** @param {string} path */
export function text(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/**
 * C++ without its comments and the insides of its literals, line for line.
 * @param {string} source
 */
export function bareCpp(source) {
  const token = /\/\/[^\n]*|\/\*[^]*?\*\/|R"([^(\s]*)\([^]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![\da-fA-F])'(?:\\.|[^'\\\n])+'/g;
  return source.replace(token, (found) => (found.startsWith('/') ? '' : '""') + found.replace(/[^\n]/g, ''));
}
