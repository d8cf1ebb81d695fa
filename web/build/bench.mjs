// `npm run bench`: builds and runs the benchmarks in tests/bench/; they print figures and judge nothing.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { follow, main, say } from './say.mjs';
import { nativeSteps } from './setup.mjs';
import { ROOT, run } from './shell.mjs';

await main(async () => {
  const folder = join(ROOT, 'build/native');
  await follow([
    ...nativeSteps(),
    { what: 'Compiling the benchmarks', seconds: 10, run: async () => void (await run('cmake', ['--build', folder, '--target', 'bench'])) },
  ]);
  for (const name of readdirSync(folder).filter((name) => /^bench_\w+$/.test(name))) {
    say(`\n${name}\n${await run(join(folder, name), [])}`);
  }
});
