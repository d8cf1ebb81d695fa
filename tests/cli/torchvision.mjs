// torchvision's sources, as Debian 13 has them, in the user's cache folder. They are read and never run.

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { downloadDebian13 } from '../../web/build/debian.mjs';
import { alone } from '../../web/build/lock.mjs';
import { find, run } from '../../web/build/shell.mjs';

const VERSION = '0.21.0';
const HOME = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'shapewalk', `torchvision-${VERSION}`);
/** The package, once it is there. */
export const TORCHVISION = join(HOME, 'usr/lib/python3/dist-packages/torchvision');

/** Downloads it where it is not there yet. What keeps it from that, or nothing. */
export async function provideTorchvision() {
  if (existsSync(TORCHVISION)) return '';
  if (!find('apt-get') || !find('dpkg-deb')) return 'there is no apt to download python3-torchvision with';
  try {
    await alone(`${HOME}.lock`, provide);
  } catch (e) {
    return `python3-torchvision cannot be downloaded: ${e instanceof Error ? e.message : e}`;
  }
  return '';
}

async function provide() {
  if (existsSync(TORCHVISION)) return;
  const tree = `${HOME}.partial-${process.pid}`;
  try {
    mkdirSync(tree, { recursive: true });
    const [deb] = await downloadDebian13(join(tree, 'apt'), ['python3-torchvision']);
    if (!deb.includes(`_${VERSION}`)) throw new Error(`${deb} is not ${VERSION}, which tests/goldens/torchvision.json is of`);
    const script = 'dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --wildcards "*/torchvision/*.py"';
    await run('bash', ['-o', 'pipefail', '-c', script, 'unpack', deb, tree]);
    rmSync(join(tree, 'apt'), { recursive: true });
    mkdirSync(dirname(HOME), { recursive: true });
    renameSync(tree, HOME);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
