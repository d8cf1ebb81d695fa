// The compiled core in two files: what the page's first answers run, which is all that a first visit waits for, and the
// rest, which web/engine/parts.js fetches afterwards. What that is, is found by running programs: Binaryen's wasm-split
// makes a core that notes which of its functions are called, and then parts the core by those notes.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

import { emscripten } from './emscripten.mjs';
import { shortenPlaces } from './places.mjs';
import { Sorry, say } from './say.mjs';
import { ROOT, run } from './shell.mjs';
import { moveTexts } from './texts.mjs';

const WASM = join(ROOT, 'build/wasm');
/** Where the parts lie: core.wasm, core.deferred.wasm and core.deferred.relaxed.wasm. */
export const PARTS = join(WASM, 'parts');
/** What the page shows by itself, its neighbour, and what one types into them. */
export const FIRST = ['web/examples/question.py', 'web/examples/pieces.py', 'web/build/first/half_typed.py'];

/** Where the first part's imports for the second part's functions come from: web/engine/parts.js. */
const PLACEHOLDERS = 'placeholder';
/** What the parts depend on, beside the core. */
const SCRIPTS = ['split.mjs', 'places.mjs', 'texts.mjs', 'binary.mjs'];

// What Emscripten's wasm may use. Without reference types there is one table of functions, which the parts share.
const FEATURES = ['bulk-memory', 'mutable-globals', 'nontrapping-float-to-int', 'sign-ext', 'simd', 'relaxed-simd'];
const ENABLED = FEATURES.map((name) => `--enable-${name}`);

/** @returns {import('./say.mjs').Step} */
export function splitStep() {
  return { what: 'Parting what the first answers use from the rest', seconds: 6, run: splitBoth };
}

/** The builds differ in kernels alone, which no trace calls: one first part goes with both rests. */
async function splitBoth() {
  await split('core');
  await split('core_relaxed');
  const part = (/** @type {string} */ name) => join(PARTS, name);
  const same = readFileSync(part('core.wasm')).equals(readFileSync(part('core_relaxed.wasm')));
  // Should some other Emscripten lay them out differently, every browser gets the plain kernels.
  copyFileSync(part(same ? 'core_relaxed.deferred.wasm' : 'core.deferred.wasm'), part('core.deferred.relaxed.wasm'));
  if (!same) say('The two builds of the core do not share their first part: there will be no relaxed SIMD.');
}

/** @param {string} name of the build: NAME.js and NAME.wasm, compiled */
async function split(name) {
  const whole = join(WASM, `${name}.wasm`);
  const programs = FIRST.map((name) => readFileSync(join(ROOT, name), 'utf8'));
  const stamp = join(PARTS, `${name}.stamp`);
  const state = digest([readFileSync(whole), ...programs, ...SCRIPTS.map((name) => readFileSync(new URL(name, import.meta.url)))]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  mkdirSync(PARTS, { recursive: true });
  const file = (/** @type {string} */ end) => join(PARTS, `${name}.${end}`);
  const tool = await binaryen();
  await tool('wasm-split', ['--instrument', whole, '-o', file('noting.wasm')]);
  writeFileSync(file('profile'), await profile(join(WASM, `${name}.js`), file('noting.wasm'), programs));
  const names = ['--import-namespace=primary', `--placeholder-namespace=${PLACEHOLDERS}`];
  await tool('wasm-split', [whole, `--profile=${file('profile')}`, '-o1', file('wasm'), '-o2', file('deferred.wasm'), ...names]);
  for (const end of ['wasm', 'deferred.wasm']) {
    // What stood there only to be called from the other part goes, until there is no more to gain.
    const tidy = ['-Oz', '--one-caller-inline-max-function-size=0', '--skip-pass=memory-packing', '--converge'];
    await tool('wasm-opt', [...tidy, file(end), '-o', file(end)]);
  }
  await tool('wasm-dis', [file('wasm'), '-o', file('wat')]);
  const moved = moveTexts(readFileSync(file('wasm')), readFileSync(file('deferred.wasm')), readFileSync(file('wat'), 'utf8'));
  writeFileSync(file('wasm'), moved.first);
  writeFileSync(file('deferred.wasm'), moved.second);
  await checkAlone(join(WASM, `${name}.js`), whole, file('wasm'), programs);
  writeFileSync(file('wasm'), shortenPlaces(moved.first, PLACEHOLDERS));
  for (const end of ['noting.wasm', 'profile', 'wat']) rmSync(file(end));
  writeFileSync(stamp, state);
}

/** @param {(string | Buffer)[]} parts */
function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/**
 * Which functions the programs call, in wasm-split's form.
 * @param {string} glue @param {string} wasm @param {string[]} programs
 */
async function profile(glue, wasm, programs) {
  const { core, exports } = await loaded(glue, wasm);
  answers(core, programs);
  const memory = /** @type {WebAssembly.Memory} */ (Object.values(exports).find((value) => value instanceof WebAssembly.Memory));
  const size = exports.__write_profile(0, 0);
  const at = memory.grow(Math.ceil(size / 65536)) * 65536;
  exports.__write_profile(at, size);
  return new Uint8Array(memory.buffer, at, size);
}

/**
 * The first part alone, the second nowhere, gives the first answers word for word.
 * @param {string} glue @param {string} whole @param {string} first @param {string[]} programs
 */
async function checkAlone(glue, whole, first, programs) {
  const [all, alone] = [answers((await loaded(glue, whole)).core, programs), answers((await loaded(glue, first)).core, programs)];
  for (const [i, text] of all.entries())
    if (alone[i] !== text) throw new Error('The first part of the core says something else than the whole: a text that it needs was moved.');
}

/** @param {string} glue @param {string} wasm @returns {Promise<{core: any, exports: any}>} */
async function loaded(glue, wasm) {
  /** @type {any} */
  let exports;
  const { default: create } = await import(pathToFileURL(glue).href);
  // Node 20 has relaxed SIMD only when told.
  if (!WebAssembly.validate(readFileSync(wasm))) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const absent = (/** @type {unknown} */ _, /** @type {string} */ place) => () => {
    throw new Error(`The first answers call function ${place} of the second part.`);
  };
  const core = await create({
    instantiateWasm(/** @type {WebAssembly.Imports} */ imports, /** @type {(instance: WebAssembly.Instance) => void} */ done) {
      const module = new WebAssembly.Module(readFileSync(wasm));
      const placeholders = /** @type {WebAssembly.ModuleImports} */ (new Proxy({}, { get: absent }));
      const instance = new WebAssembly.Instance(module, { ...imports, [PLACEHOLDERS]: placeholders });
      exports = instance.exports;
      done(instance);
      return exports;
    },
  });
  return { core, exports };
}

/** What the page asks first. @param {any} core @param {string[]} programs @returns {string[]} */
const answers = (core, programs) =>
  programs.flatMap((program) => [core.trace(program, '', '', false, true, false), core.solve(program, '', false)]);

/** Runs Binaryen's programs: those that belong to the Emscripten in use. */
async function binaryen() {
  const found = emscripten();
  if (!found) throw new Sorry('There is no Emscripten to compile with.');
  const root = (await run(join(found.root, 'em-config'), ['BINARYEN_ROOT'], { env: found.env })).trim();
  return (/** @type {string} */ name, /** @type {string[]} */ args) => run(join(root, 'bin', name), [...args, ...ENABLED]);
}
