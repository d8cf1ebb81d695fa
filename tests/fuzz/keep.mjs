// Keeps what a long run has found: the smallest set of inputs that reaches as much as all of them.
//
// usage: node tests/fuzz/keep.mjs FUZZER FOLDER…

import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../../web/build/shell.mjs';
import { at, corpus, fresh, FUZZERS, LIMITS, seeds } from './fuzzers.mjs';

/** Bytes of an input that is looked at, what is longer takes the most time and tells the least; and of the file. */
const LONGEST = 700, ALL = 60_000;

const [name, ...folders] = process.argv.slice(2);
const fuzzer = FUZZERS.find((f) => f.name === name);
if (!fuzzer || folders.length === 0) throw new Error(`usage: keep.mjs ${FUZZERS.map((f) => f.name).join('|')} FOLDER…`);

const short = fresh(`short/${name}`), least = fresh(`least/${name}`);
for (const folder of folders)
  for (const file of readdirSync(folder))
    if (statSync(join(folder, file)).size <= LONGEST) copyFileSync(join(folder, file), join(short, file));
await run(at(`build/fuzz/fuzz_${name}`), ['-set_cover_merge=1', ...LIMITS, ...fuzzer.options, least, ...seeds(fuzzer), short]);

const inputs = readdirSync(least)
  .map((file) => readFileSync(join(least, file), 'latin1'))
  .filter((input) => input.length <= LONGEST)
  .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
let text = '';
let kept = 0;
for (const input of inputs) {
  const line = `${JSON.stringify(input)}\n`;
  if (text.length + line.length > ALL) break;
  text += line;
  kept++;
}
writeFileSync(corpus(fuzzer), text);
console.log(`${kept} of ${inputs.length} inputs kept, ${Math.round(text.length / 1000)} KB`);
