// `npm run bench`: times layers and networks against other engines in Chromium; `npm run bench -- cold`: how long each
// takes to its first result; `npm run bench -- gpu`: the same layers on WebGPU, in Chromium, and with --node in Node, where
// our kernels are timed one by one; `npm run bench -- typing`: how long the page is held up while one types;
// `npm run bench -- trace`: times traces, natively.
// What is printed are figures, never a verdict of the exit code: machines differ.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Sorry, follow, main, say } from './say.mjs';
import { nativeBenchSteps, pageBenchSteps, siteSteps } from './setup.mjs';
import { ROOT, run } from './shell.mjs';

/** @type {Record<string, (options: string[]) => Promise<void>>} */
const BENCHES = {
  async cpu(options) {
    await follow([...siteSteps(), ...pageBenchSteps()]);
    // Loaded late: it needs the packages.
    const { race } = await import('../../tests/bench/race.mjs');
    await race(options);
  },
  async cold(options) {
    await follow([...siteSteps(), ...pageBenchSteps()]);
    const { cold } = await import('../../tests/bench/cold.mjs');
    await cold(options);
  },
  async gpu(options) {
    await follow([...siteSteps(), ...pageBenchSteps()]);
    if (options.includes('--node')) {
      const { device } = await import('../../tests/bench/gpu/device.mjs');
      await device(options);
    } else {
      const { GPU, race } = await import('../../tests/bench/race.mjs');
      await race(options, GPU);
    }
  },
  async typing(options) {
    await follow(siteSteps());
    const { typing } = await import('../../tests/bench/typing.mjs');
    await typing(options);
  },
  async trace() {
    await follow(nativeBenchSteps());
    const folder = join(ROOT, 'build/native');
    for (const name of readdirSync(folder).filter((name) => /^bench_\w+$/.test(name) && name !== 'bench_zoo')) {
      say(`\n${name}\n${await run(join(folder, name), [])}`);
    }
    const { zoo } = await import('../../tests/bench/zoo.mjs');
    await zoo();
  },
};

await main(async () => {
  const [first = 'cpu', ...rest] = process.argv.slice(2);
  const named = first in BENCHES;
  if (!named && !first.startsWith('-')) throw new Sorry(`npm run bench -- [${Object.keys(BENCHES).join(' | ')}] [options]`);
  await (named ? BENCHES[first](rest) : BENCHES.cpu([first, ...rest]));
});
