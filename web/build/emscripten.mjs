// Emscripten: the one on the PATH where it will do; else, on Debian 12, a private one in the user's cache folder.
//
// Debian 12's own is too old. Debian 13's compiler driver runs over Debian 12's clang 19; its binaryen programs need
// Debian 13's C library, so they are started through that library's own loader. Nothing of the system is touched.

import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { downloadDebian13 } from './debian.mjs';
import { alone } from './lock.mjs';
import { Sorry } from './say.mjs';
import { ask, atLeast, find, run } from './shell.mjs';
import { LEAST_EMSCRIPTEN as LEAST, LLVM, UNDER_EMSCRIPTEN, isDebian } from './system.mjs';

const HOME = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'shapewalk', `emscripten-${LEAST}`);
const READY = join(HOME, '.ready');
const EMSCRIPTEN = 'usr/share/emscripten';
const PACKAGES = ['emscripten', 'binaryen', 'libc6', 'libstdc++6', 'libgcc-s1', 'node-acorn'];

// Most of the 1.7 GB are libraries that this project can't use: threads, OpenGL, sanitizers, dynamic linking.
const LEFT_OUT = [`./${EMSCRIPTEN}/test`, './usr/share/doc', '*/pic', '*/lto-pic', '*-mt*.a', '*-ww*.a', '*/libGL*', '*san*.a'];
// Said once more than needed: an EM_CONFIG in the environment that belongs to another Emscripten must not win.
const ENV = { EM_CONFIG: join(HOME, EMSCRIPTEN, '.emscripten'), EM_NODE_JS: process.execPath };
const RECIPE = JSON.stringify([HOME, PACKAGES, LEFT_OUT]);

/**
 * Where the Emscripten to use lies, and the environment that it needs; null where there is none yet.
 * @returns {{ root: string, env: Record<string, string> } | null}
 */
export function emscripten() {
  const emcc = find('emcc');
  if (emcc && atLeast(ask(emcc, ['--version']), LEAST)) {
    const root = ask(find('em-config') ?? join(dirname(emcc), 'em-config'), ['EMSCRIPTEN_ROOT']);
    if (root) return { root, env: {} };
  }
  return ready() ? { root: join(HOME, EMSCRIPTEN), env: ENV } : null;
}

/**
 * What of the system Emscripten takes: keys of system.mjs's tools.
 * @returns {string[]}
 */
export function emscriptenTools() {
  const found = emscripten();
  if (found) return found.env.EM_CONFIG ? UNDER_EMSCRIPTEN : [];
  return isDebian('12') ? UNDER_EMSCRIPTEN : ['emscripten'];
}

/** @returns {import('./say.mjs').Step[]} the steps that are left, over those tools, until emscripten() gives one */
export function emscriptenSteps() {
  if (emscripten() || !emscriptenTools().includes('clang')) return [];
  return [{ what: `Emscripten ${LEAST} into ${HOME}`, seconds: 20, run: () => alone(`${HOME}.lock`, provision) }];
}

/** Is it there, and made by this recipe? */
function ready() {
  return existsSync(READY) && readFileSync(READY, 'utf8') === RECIPE;
}

async function provision() {
  if (ready()) return; // Another run has made it while this one waited.
  sweep();
  const tree = `${HOME}.partial-${process.pid}`;
  try {
    await unpack(tree, await downloadDebian13(join(tree, 'apt'), PACKAGES));
    rmSync(join(tree, 'apt'), { recursive: true });
    wrapBinaryen(tree);
    cpSync(join(tree, 'usr/share/nodejs/acorn'), join(tree, EMSCRIPTEN, 'node_modules/acorn'), { recursive: true });
    writeFileSync(join(tree, EMSCRIPTEN, '.emscripten'), config());
    writeFileSync(join(tree, '.ready'), RECIPE);
    rmSync(HOME, { recursive: true, force: true });
    renameSync(tree, HOME);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
  const version = await run(join(HOME, EMSCRIPTEN, 'emcc'), ['--version'], { env: ENV });
  if (!atLeast(version, LEAST)) throw new Sorry(`The Emscripten in ${HOME} does not work:\n${version}`);
}

/** Removes what killed runs left; what their last child still writes to is left for the next time. */
function sweep() {
  for (const name of readdirSync(dirname(HOME)).filter((name) => name.includes('.partial-'))) {
    try {
      rmSync(join(dirname(HOME), name), { recursive: true, force: true });
    } catch {}
  }
}

/** @param {string} tree @param {string[]} debs */
async function unpack(tree, debs) {
  const script = 'dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --wildcards "${@:3}"';
  for (const deb of debs) {
    await run('bash', ['-o', 'pipefail', '-c', script, 'unpack', deb, tree, ...LEFT_OUT.map((name) => `--exclude=${name}`)]);
  }
}

/**
 * One-line programs in bin/ that start binaryen's through the unpacked C library's own loader.
 * @param {string} tree
 */
function wrapBinaryen(tree) {
  const libraries = readdirSync(join(tree, 'usr/lib')).find((name) => name.endsWith('-linux-gnu'));
  const loader = readdirSync(join(tree, `usr/lib/${libraries}`)).find((name) => /^ld-linux.*\.so/.test(name));
  if (!libraries || !loader) throw new Sorry('Debian 13’s C library has no loader where it was expected.');
  mkdirSync(join(tree, 'bin'));
  for (const name of readdirSync(join(tree, 'usr/bin')).filter((name) => name.startsWith('wasm'))) {
    const lib = `${HOME}/usr/lib/${libraries}`;
    writeFileSync(join(tree, 'bin', name), `#!/bin/sh\nexec "${lib}/${loader}" --library-path "${lib}" "${HOME}/usr/bin/${name}" "$@"\n`);
    chmodSync(join(tree, 'bin', name), 0o755);
  }
}

/** Emscripten's settings, in Python. */
function config() {
  return `LLVM_ROOT = '${LLVM}'
BINARYEN_ROOT = '${HOME}'
NODE_JS = 'node'
CACHE = '${join(HOME, EMSCRIPTEN, 'cache')}'
FROZEN_CACHE = True
`;
}
