// The engines that are timed beside ours: npm packages of exact versions, in the user's cache folder, for this alone.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { run } from '../../web/build/shell.mjs';

const PACKAGES = {
  'onnxruntime-web': '1.30.0',
  '@tensorflow/tfjs': '4.22.0',
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
  '@tensorflow/tfjs-backend-webgpu': '4.22.0',
  '@litertjs/core': '2.5.3',
  flatbuffers: '25.9.23',
};

const HOME = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'shapewalk', 'bench-peers');
const STAMP = join(HOME, '.packages');
export const PEERS = join(HOME, 'node_modules');

/** What a page downloads of each engine before it can run. */
const FILES = {
  'LiteRT.js': ['@litertjs/core/dist/index.js', '@litertjs/core/wasm/litert_wasm_internal.js', '@litertjs/core/wasm/litert_wasm_internal.wasm'],
  'ONNX Runtime': ['onnxruntime-web/dist/ort.wasm.min.mjs', 'onnxruntime-web/dist/ort-wasm-simd-threaded.mjs', 'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'],
  'TensorFlow.js': [
    '@tensorflow/tfjs/dist/tf.min.js',
    '@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js',
    '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  ],
};

/** @returns {import('../../web/build/say.mjs').Step[]} */
export function peerSteps() {
  const state = JSON.stringify(PACKAGES);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === state) return [];
  const install = async () => {
    mkdirSync(HOME, { recursive: true });
    writeFileSync(join(HOME, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
    await run('npm', ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'], { cwd: HOME });
    writeFileSync(STAMP, state);
  };
  return [{ what: `The engines to compare with, into ${HOME}`, seconds: 30, run: install }];
}

/** @param {string} path */
export const brotli = (path) =>
  brotliCompressSync(readFileSync(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;

/** Bytes of each engine in brotli. @returns {Record<string, number>} */
export function peerSizes() {
  const sum = (/** @type {string[]} */ files) => files.reduce((all, file) => all + brotli(join(PEERS, file)), 0);
  return Object.fromEntries(Object.entries(FILES).map(([name, files]) => [name, sum(files)]));
}
