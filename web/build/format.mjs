// `npm run format`: clang-format over the project's C++. With --check it only names the files that differ.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { follow, main, say } from './say.mjs';
import { ROOT, run } from './shell.mjs';
import { clangFormat, install } from './system.mjs';

await main(async () => {
  await follow(install(['format']));
  const files = ['core', 'tests'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(cpp|h)$/.test(name))
      .map((name) => join(folder, name)),
  );
  const check = process.argv.includes('--check') ? ['--dry-run', '-Werror'] : ['-i'];
  if (files.length > 0) await run(/** @type {string} */ (clangFormat()), [...check, ...files]);
  say(`${files.length} files are formatted.`);
});
