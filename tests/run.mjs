// `npm test`: the set-up, then the native tests, then every *.test.mjs under tests/.
// `npm test -- tests/web/page.test.mjs …` runs only those files, after the same set-up.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { testSteps } from '../web/build/setup.mjs';
import { duration, follow, main, say } from '../web/build/say.mjs';
import { ROOT } from '../web/build/shell.mjs';
import { software } from './gpu/software.mjs';

const MINUTES_FOR_A_TEST = 5;
/** What a file of tests takes, by and large. */
const SECONDS = { gate: 1, fuzz: 75, other: 8 };

/** @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const passes = (program, args, env) => spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;

/** @param {string} file */
const isGate = (file) => file.startsWith(join('tests', 'gates'));

/** @param {string} file */
const isFuzz = (file) => file.endsWith('fuzz.test.mjs');

/**
 * Every test file; the gates come first, since they are quick and the browser is not. The fuzzers run when they are
 * named: their own build of the core takes as long as all the others.
 */
function testFiles() {
  const files = readdirSync(join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => join('tests', name))
    .filter((name) => !isFuzz(name));
  return files.sort((a, b) => Number(isGate(b)) - Number(isGate(a)) || a.localeCompare(b));
}

await main(async () => {
  const chosen = process.argv.slice(2);
  await follow(testSteps(chosen.some(isFuzz)));

  say('• Native tests');
  const native = chosen.length > 0 || passes('ctest', ['--preset', 'native']);

  const files = chosen.length > 0 ? chosen : testFiles();
  const seconds = files.reduce((sum, name) => sum + SECONDS[isGate(name) ? 'gate' : isFuzz(name) ? 'fuzz' : 'other'], 0);
  say(`\n• ${files.length} files of gates, command-line and browser tests (about ${duration(seconds)})`);
  const options = [
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=1', // Two browsers at once would time each other out on a small machine.
    `--test-timeout=${MINUTES_FOR_A_TEST * 60_000}`,
  ];
  const rest = passes(process.execPath, [...options, ...files], software() ?? {});

  if (!native) process.stderr.write('\nThe native tests failed: see above.\n');
  process.exitCode = native && rest ? 0 : 1;
});
