// Prints the operation table as JSON, for generate_cases.py. Needs `npm run build`.

import { core } from '../cli/core.mjs';

process.stdout.write((await core()).raw.operations() + '\n');
