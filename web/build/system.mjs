// Programs of the system that the build and the tests use: what is missing, and its installation with apt.

import { existsSync, readFileSync } from 'node:fs';

import { ask, atLeast, find, run } from './shell.mjs';
import { Sorry } from './say.mjs';

export const LLVM = '/usr/lib/llvm-19/bin';
/** The oldest Emscripten that compiles the core, and the one that is unpacked where there is none. */
export const LEAST_EMSCRIPTEN = '3.1.69';

/**
 * `package`: its name for apt, or null where this system's archive has none that would do.
 * @typedef {{ name: string, package: string | null, has: () => boolean, seconds: number }} Tool
 */

/** @param {string} name @param {string} least */
const version = (name, least) => () => find(name) !== null && atLeast(ask(name, ['--version']), least);

/** @type {Record<string, Tool>} */
const TOOLS = {
  cmake: { name: 'CMake 3.25 or newer', package: 'cmake', has: version('cmake', '3.25'), seconds: 2 },
  ninja: { name: 'Ninja', package: 'ninja-build', has: version('ninja', '1.10'), seconds: 1 },
  compiler: { name: 'g++ 12 or newer', package: 'g++', has: version('g++', '12.0'), seconds: 6 },
  doctest: {
    name: 'doctest 2.4 (the C++ header)',
    package: 'doctest-dev',
    has: () => existsSync('/usr/include/doctest/doctest.h') || existsSync('/usr/local/include/doctest/doctest.h'),
    seconds: 1,
  },
  format: { name: 'clang-format 14', package: 'clang-format-14', has: () => clangFormat() !== null, seconds: 2 },
  chromium: { name: 'Chromium', package: 'chromium', has: () => chromium() !== null, seconds: 15 },
  // A page in a browser without a single font draws nothing that a test could measure.
  fonts: {
    name: 'fonts for Chromium',
    package: 'fonts-dejavu-core',
    has: () => existsSync('/usr/share/fonts/truetype'),
    seconds: 2,
  },
  clang: { name: 'clang 19', package: 'clang-19', has: () => existsSync(`${LLVM}/clang`), seconds: 5 },
  fuzzer: {
    name: "clang 19's fuzzer and sanitizers",
    package: 'libclang-rt-19-dev',
    has: () => existsSync('/usr/lib/llvm-19/lib/clang/19/include/fuzzer/FuzzedDataProvider.h'),
    seconds: 6,
  },
  lld: { name: 'lld 19', package: 'lld-19', has: () => existsSync(`${LLVM}/wasm-ld`), seconds: 1 },
  llvm: { name: 'llvm 19', package: 'llvm-19', has: () => existsSync(`${LLVM}/llvm-ar`), seconds: 3 },
  emscripten: {
    name: `Emscripten ${LEAST_EMSCRIPTEN} or newer (emcc; emsdk has every release)`,
    package: isDebian('13') ? 'emscripten' : null,
    has: version('emcc', LEAST_EMSCRIPTEN),
    seconds: 60,
  },
  python: { name: 'Python 3.8 or newer', package: 'python3', has: version('python3', '3.8'), seconds: 2 },
};

export const COMPILE_WASM = ['cmake', 'ninja'];
export const COMPILE_NATIVE = ['cmake', 'ninja', 'compiler', 'doctest'];
export const CHECK = [...(isDebian('12') ? ['format'] : []), 'chromium', 'fonts'];
/** Where apt has them; elsewhere the fuzzers run if they happen to be there. */
export const FUZZ = isDebian('12') || isDebian('13') ? ['clang', 'fuzzer'] : [];
/** What the Emscripten that we unpack ourselves takes from the system. */
export const UNDER_EMSCRIPTEN = ['clang', 'lld', 'llvm', 'python'];

/** clang-format's verdicts change with its version, so only 14 will do. */
export function clangFormat() {
  return ['clang-format-14', 'clang-format'].find((name) => ask(name, ['--version'])?.includes('version 14.')) ?? null;
}

export function fuzzes() {
  return TOOLS.clang.has() && TOOLS.fuzzer.has();
}

export function chromium() {
  return process.env.CHROMIUM ?? find('chromium') ?? find('chromium-browser') ?? find('google-chrome');
}

/** @param {string} version */
export function isDebian(version) {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID="?debian"?$/m.test(text) && new RegExp(`^VERSION_ID="?${version}"?$`, 'm').test(text);
}

/**
 * The step that installs what is missing of `names`: none where nothing is.
 * @param {string[]} names keys of TOOLS
 * @returns {import('./say.mjs').Step[]}
 */
export function install(names) {
  const missing = [...new Set(names)].map((name) => TOOLS[name]).filter((tool) => !tool.has());
  if (missing.length === 0) return [];
  const packages = missing.flatMap((tool) => tool.package ?? []);
  if (!find('apt-get') || process.getuid?.() !== 0 || packages.length < missing.length) throw new Sorry(plea(missing, packages));
  const all = async () => {
    await aptInstall(packages);
    const still = missing.filter((tool) => !tool.has());
    if (still.length > 0) throw new Sorry(plea(still, []));
  };
  const seconds = missing.reduce((sum, tool) => sum + tool.seconds, 4);
  return [{ what: `Installing ${packages.join(', ')} with apt`, seconds, run: all }];
}

/** @param {Tool[]} missing @param {string[]} packages */
function plea(missing, packages) {
  const list = missing.map((tool) => `  - ${tool.name}`).join('\n');
  const how = packages.length === 0 ? '' : `\nOn Debian: sudo apt-get install ${packages.join(' ')}`;
  return `Missing on this system:\n${list}\nPlease install what is missing and start again.${how}`;
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
