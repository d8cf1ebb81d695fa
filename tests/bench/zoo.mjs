// How long traces of torchvision's classification models take, natively, from their own files.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { say } from '../../web/build/say.mjs';
import { ROOT, run } from '../../web/build/shell.mjs';
import { TORCHVISION, provideTorchvision } from '../cli/torchvision.mjs';

export async function zoo() {
  const missing = await provideTorchvision();
  if (missing) return say(`\ntorchvision: ${missing}`);
  /** @type {{ models: Record<string, { file: string, traces: { input: string }[] }> }} */
  const { models } = JSON.parse(readFileSync(join(ROOT, 'tests/goldens/torchvision.json'), 'utf8'));
  say('\ntorchvision, the best of ten traces each');
  for (const [name, { file, traces }] of Object.entries(models)) {
    const args = [dirname(TORCHVISION), 'torchvision.models', join(TORCHVISION, 'models', file), traces[0].input, `${name}()`];
    say((await run(join(ROOT, 'build/native/bench_zoo'), args)).trimEnd());
  }
}
