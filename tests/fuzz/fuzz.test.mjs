// Each fuzzer for a while, from its saved corpus: nothing crashes, hangs, leaks or does what C++ leaves undefined.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ROOT } from '../../web/build/shell.mjs';
import { fuzzes } from '../../web/build/system.mjs';
import { at, fresh, FUZZERS, LIMITS, seeds } from './fuzzers.mjs';

/** The native tests try every byte of the smaller weight files; there a short while is enough. */
const SECONDS = { programs: 30, calls: 30, safetensors: 5, torch: 5 };

const options = { skip: fuzzes() ? false : 'this system has no clang 19 with its fuzzer' };

for (const fuzzer of FUZZERS)
  test(`${fuzzer.name}: nothing found`, options, (t) => {
    const found = fresh(`new/${fuzzer.name}`), artifacts = fresh(`found/${fuzzer.name}`);
    const seconds = SECONDS[/** @type {keyof typeof SECONDS} */ (fuzzer.name)];
    const { status, stderr } = spawnSync(
      at(`build/fuzz/fuzz_${fuzzer.name}`),
      [`-max_total_time=${seconds}`, `-artifact_prefix=${artifacts}/`, ...LIMITS, ...fuzzer.options, found, ...seeds(fuzzer)],
      { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    t.diagnostic(stderr.trim().split('\n').at(-1) ?? '');
    const inputs = readdirSync(artifacts).map((name) => `${name}: ${JSON.stringify(readFileSync(join(artifacts, name), 'latin1'))}`);
    assert.equal(status, 0, `${inputs.join('\n')}\n${stderr.split('\n').slice(-60).join('\n')}`);
    assert.match(stderr, /^#\d+\s+DONE /m);
  });
