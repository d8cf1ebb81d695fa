// Prints the operation table as JSON, for generate_cases.py: from web/operations.json, which `npm run operations` makes.

import { readFileSync } from 'node:fs';

const rows = JSON.parse(readFileSync(new URL('../../web/operations.json', import.meta.url), 'utf8'));
process.stdout.write(JSON.stringify(rows.map((/** @type {any} */ { name, family, module, functions, example, in: given }) =>
  ({ name, family, module, functions: functions.join('\n'), example, example_in: given }))) + '\n');
