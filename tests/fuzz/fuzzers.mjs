// The fuzzers, what each starts from, and their saved corpora.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../web/build/shell.mjs';

/**
 * `folders`: texts or files to start from; `options`: libFuzzer's own.
 * @typedef {{ name: string, folders: string[], options: string[] }} Fuzzer
 */

/** @type {Fuzzer[]} */
export const FUZZERS = [
  {
    name: 'programs',
    folders: ['web/examples', 'tests/goldens/programs'],
    options: ['-dict=tests/fuzz/programs.dict', '-max_len=2500'],
  },
  { name: 'calls', folders: [], options: ['-max_len=192'] },
  { name: 'safetensors', folders: ['tests/fuzz/corpus/safetensors'], options: [] },
  { name: 'torch', folders: ['tests/fuzz/corpus/torch'], options: [] },
];

/** Seconds that pass, and MB, for one input; programs and calls keep to 10 s of their own besides (check.h). */
export const LIMITS = ['-timeout=120', '-rss_limit_mb=2048'];

/** @param {string} path relative to the top */
export const at = (path) => join(ROOT, path);

/** A corpus that was kept: a line for each input, a letter for each byte. @param {Fuzzer} fuzzer */
export const corpus = ({ name }) => at(`tests/fuzz/corpus/${name}.jsonl`);

/** A new folder under build/. @param {string} path */
export function fresh(path) {
  const folder = at(join('build/fuzz', path));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The folders that a fuzzer starts from, its corpus unpacked into one of them. @param {Fuzzer} fuzzer */
export function seeds(fuzzer) {
  const folders = fuzzer.folders.map(at);
  if (!existsSync(corpus(fuzzer))) return folders;
  const folder = fresh(`corpus/${fuzzer.name}`);
  const lines = readFileSync(corpus(fuzzer), 'utf8').trim().split('\n');
  for (const [i, line] of lines.entries()) writeFileSync(join(folder, String(i)), Buffer.from(JSON.parse(line), 'latin1'));
  return [folder, ...folders];
}
