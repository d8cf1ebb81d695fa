// What the fuzzers try, without libFuzzer and the same each time: the saved inputs of programs and calls, and each changed
// a few times. `npm test -- tests/fuzz/fuzz.test.mjs` goes on from there by itself, under sanitizers.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { FUZZERS, at, fresh, seeds } from './fuzzers.mjs';

/** How often each input is changed: about half a minute of each. */
const ROUNDS = { programs: 7, calls: 20 };

for (const [name, rounds] of Object.entries(ROUNDS)) {
  const fuzzer = FUZZERS.find((one) => one.name === name);
  test(`${name}: nothing found`, (t) => {
    assert.ok(fuzzer);
    const shown = `${fresh(`steady/${name}`)}/input`;
    const run = (/** @type {string} */ show) =>
      spawnSync(at(`build/native/steady_${name}`), [String(rounds), show, ...seeds(fuzzer)], { encoding: 'utf8' });
    const { status, signal, stdout } = run('-');
    t.diagnostic(stdout.trim());
    if (status === 0) return;
    run(shown); // once more, to know at which
    assert.fail(`${signal ?? status} at ${existsSync(shown) ? JSON.stringify(readFileSync(shown, 'latin1')) : 'nothing'}`);
  });
}
