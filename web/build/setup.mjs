// What has to happen before what: the steps of each command, from what is there already.

import { compileStep } from './compile.mjs';
import { emscriptenSteps, emscriptenTools } from './emscripten.mjs';
import { packageSteps } from './packages.mjs';
import { splitStep } from './split.mjs';
import { CHECK, COMPILE_NATIVE, COMPILE_WASM, FUZZ, fuzzes, install } from './system.mjs';

/** @typedef {import('./say.mjs').Step} Step */

/** dist/ from nothing. @returns {Step[]} */
export function siteSteps() {
  return [...install([...COMPILE_WASM, ...emscriptenTools()]), ...packageSteps(), ...emscriptenSteps(), ...wasmAndSite()];
}

/** dist/, the native tests, and all that the tests take. @param {boolean} fuzz the fuzzers too @returns {Step[]} */
export function testSteps(fuzz) {
  return [
    ...install([...COMPILE_NATIVE, ...emscriptenTools(), ...CHECK, ...(fuzz ? FUZZ : [])]),
    ...packageSteps(),
    ...emscriptenSteps(),
    compileStep('native', 'Compiling the core and its tests'),
    ...(fuzz && (FUZZ.length > 0 || fuzzes()) ? [compileStep('fuzz', 'Compiling the fuzzers', 'fuzz')] : []),
    ...wasmAndSite(),
  ];
}

/** The native core and nothing else. @returns {Step[]} */
export function nativeSteps() {
  return [...install(COMPILE_NATIVE), ...packageSteps(), compileStep('native', 'Compiling the core')];
}

/** The native benchmarks. @returns {Step[]} */
export function nativeBenchSteps() {
  return [...install(COMPILE_NATIVE), ...packageSteps(), compileStep('native', 'Compiling the benchmarks', 'bench')];
}

/** The kernels as WebAssembly, and a browser to time them in. @returns {Step[]} */
export function pageBenchSteps() {
  return [
    ...install([...COMPILE_WASM, ...emscriptenTools(), ...CHECK]),
    ...packageSteps(),
    ...emscriptenSteps(),
    compileStep('wasm', 'Compiling the kernels', 'bench_kernels'),
  ];
}

/** @returns {Step[]} */
function wasmAndSite() {
  const site = async () => {
    // Loaded late: esbuild is there only after the packages are.
    const { bundle } = await import('./bundle.mjs');
    await bundle();
  };
  return [
    compileStep('wasm', 'Compiling the core to WebAssembly'),
    splitStep(),
    { what: 'Bundling the page into dist/', seconds: 1, run: site },
  ];
}
