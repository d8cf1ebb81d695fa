// Packages of Debian 13 for machines that run an older Debian: downloaded with lists and settings of their own, from the
// archive that the machine itself installs from. Nothing of the system is touched.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Sorry } from './say.mjs';
import { ask, run } from './shell.mjs';

/**
 * Downloads packages into a folder.
 * @param {string} folder @param {string[]} packages
 * @returns {Promise<string[]>} the package files
 */
export async function downloadDebian13(folder, packages) {
  ['lists/partial', 'cache/archives/partial'].forEach((name) => mkdirSync(join(folder, name), { recursive: true }));
  writeFileSync(
    join(folder, 'sources.list'),
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} trixie main\n`,
  );
  const options = {
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    // The download user of apt can't write into a home folder.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  const apt = (/** @type {string[]} */ ...args) =>
    run('apt-get', [...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]), ...args], { cwd: folder });
  await apt('update', '-q');
  await apt('download', '-q', ...packages);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(folder, name));
}

/** The archive that this machine itself installs Debian from. */
function mirror() {
  const targets = (ask('apt-get', ['indextargets', '--format', '$(RELEASE) $(REPO_URI)']) ?? '').split('\n');
  const found = targets.map((line) => line.split(' ')).find(([suite]) => ['bookworm', 'oldstable', 'trixie', 'stable'].includes(suite));
  if (!found) throw new Sorry('apt knows no Debian archive for bookworm or trixie to download packages from.');
  return found[1];
}
