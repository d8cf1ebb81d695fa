// `npm run dts`: prints web/core.d.ts anew from the core's own structs.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { follow, main, say } from './say.mjs';
import { nativeSteps } from './setup.mjs';
import { ROOT, run } from './shell.mjs';

await main(async () => {
  await follow(nativeSteps());
  writeFileSync(join(ROOT, 'web/core.d.ts'), await run(join(ROOT, 'build/native/print_dts'), []));
  say('web/core.d.ts is new.');
});
