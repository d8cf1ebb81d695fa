// Programs of the system that the build and the tests use: what is missing, and its installation with apt.

import { existsSync, readFileSync } from 'node:fs';

import { ask, atLeast, find, run } from './shell.mjs';
import { Sorry } from './say.mjs';

export const LLVM = '/usr/lib/llvm-19/bin';

/**
 * @typedef {{ name: string, package: string, has: () => boolean, seconds: number }} Tool
 */

/** @param {string} name @param {string} least */
const version = (name, least) => () => find(name) !== null && atLeast(ask(name, ['--version']), least);

/** @type {Record<string, Tool>} */
const TOOLS = {
  cmake: { name: 'CMake 3.25 or newer', package: 'cmake', has: version('cmake', '3.25'), seconds: 6 },
  ninja: { name: 'Ninja', package: 'ninja-build', has: version('ninja', '1.10'), seconds: 2 },
  compiler: { name: 'g++ 12 or newer', package: 'g++', has: version('g++', '12.0'), seconds: 15 },
  doctest: {
    name: 'doctest 2.4 (the C++ header)',
    package: 'doctest-dev',
    has: () => existsSync('/usr/include/doctest/doctest.h') || existsSync('/usr/local/include/doctest/doctest.h'),
    seconds: 2,
  },
  format: { name: 'clang-format 14', package: 'clang-format-14', has: () => clangFormat() !== null, seconds: 8 },
  chromium: { name: 'Chromium', package: 'chromium', has: () => chromium() !== null, seconds: 30 },
  // A page in a browser without a single font draws nothing that a test could measure.
  fonts: {
    name: 'fonts for Chromium',
    package: 'fonts-dejavu-core',
    has: () => existsSync('/usr/share/fonts'),
    seconds: 2,
  },
  clang: { name: 'clang 19', package: 'clang-19', has: () => existsSync(`${LLVM}/clang`), seconds: 25 },
  lld: { name: 'lld 19', package: 'lld-19', has: () => existsSync(`${LLVM}/wasm-ld`), seconds: 5 },
  llvm: { name: 'llvm 19', package: 'llvm-19', has: () => existsSync(`${LLVM}/llvm-ar`), seconds: 10 },
  emscripten: { name: 'Emscripten 3.1.69 or newer', package: 'emscripten', has: () => find('emcc') !== null, seconds: 90 },
  python: { name: 'Python 3.8 or newer', package: 'python3', has: version('python3', '3.8'), seconds: 5 },
};

export const COMPILE_WASM = ['cmake', 'ninja'];
export const COMPILE_NATIVE = ['cmake', 'ninja', 'compiler', 'doctest'];
export const CHECK = ['format', 'chromium', 'fonts'];
/** What the Emscripten that we unpack ourselves takes from the system. */
export const UNDER_EMSCRIPTEN = ['clang', 'lld', 'llvm', 'python'];

/** clang-format's verdicts change with its version, so only 14 will do. */
export function clangFormat() {
  return ['clang-format-14', 'clang-format'].find((name) => ask(name, ['--version'])?.includes('version 14.')) ?? null;
}

export function chromium() {
  return process.env.CHROMIUM ?? find('chromium') ?? find('chromium-browser') ?? find('google-chrome');
}

/** The system's name and release, as in /etc/os-release: { ID: 'debian', VERSION_ID: '12', … }. */
export function release() {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return Object.fromEntries([...text.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map(([, key, value]) => [key, value]));
}

/**
 * The step that installs what is missing of `names`: none where nothing is.
 * @param {string[]} names keys of TOOLS
 * @returns {import('./say.mjs').Step[]}
 */
export function install(names) {
  const missing = [...new Set(names)].map((name) => TOOLS[name]).filter((tool) => !tool.has());
  if (missing.length === 0) return [];
  const packages = missing.map((tool) => tool.package);
  const asked = `apt-get install ${packages.join(' ')}`;
  if (!find('apt-get')) {
    throw new Sorry(`Missing on this system: ${missing.map((tool) => tool.name).join(', ')}.
Please install them (on Debian 12: ${asked}) so that they are on the PATH, and start again.`);
  }
  if (process.getuid?.() !== 0) {
    throw new Sorry(`Missing on this system: ${missing.map((tool) => tool.name).join(', ')}.
Please run \`sudo ${asked}\`, and start again.`);
  }
  const seconds = missing.reduce((sum, tool) => sum + tool.seconds, 5);
  return [{ what: `Installing ${packages.join(', ')} with apt`, seconds, run: () => aptInstall(packages) }];
}

/** @param {string[]} packages */
async function aptInstall(packages) {
  const apt = (/** @type {string[]} */ ...args) =>
    run('apt-get', ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0', ...args], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
  const install = () => apt('install', '--no-install-recommends', ...packages);
  try {
    await install();
  } catch {
    // A fresh machine has no package lists, an old one stale ones.
    await apt('update');
    await install();
  }
}
