// `npm run operations`: prints web/operations.json anew, from the operation table and what PyTorch says of its rows.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { follow, main, say } from './say.mjs';
import { nativeSteps } from './setup.mjs';
import { ROOT, run } from './shell.mjs';

/**
 * An operation as the page shows it: the row's own parts, its example as it was traced, and cases of the goldens.
 * @typedef {object} Operation
 * @property {string} name @property {string} family
 * @property {string} module schema of the constructor, or empty
 * @property {string[]} functions schemas: names separated by |, then the parameters
 * @property {string} doc @property {string} formula the size rule, empty where the shape stays
 * @property {string[]} worked the rule with the example's numbers
 * @property {string} example @property {string} in @property {string} out
 * @property {number} params @property {number} macs
 * @property {string} program the example as a program @property {string} source
 * @property {number} cases how many of PyTorch's answers the row is held to
 * @property {{code: string, in: string, says: string, right: boolean}[]} shown some of them
 */

/** Right ones and wrong ones that a page shows of each operation. */
const SHOWN = { right: 2, wrong: 1 };
/** Longer ones are no example. */
const LONG = 110;

/** @returns {Promise<string>} what web/operations.json should be */
export async function operations() {
  /** @type {Operation[]} */
  const rows = JSON.parse(await run(join(ROOT, 'build/native/print_operations'), []));
  const lines = readFileSync(join(ROOT, 'tests/goldens/cases.jsonl'), 'utf8').trim().split('\n');
  /** @type {Map<string, any[]>} by the name that is called first */
  const called = new Map();
  for (const line of lines) {
    const found = JSON.parse(line);
    const name = found.code.match(/^(?:[xyz]\.)?([\w.]+)\(/)?.[1] ?? '';
    const spelling = /^[xyz]\./.test(found.code) ? `Tensor.${name}` : name;
    called.set(spelling, [...(called.get(spelling) ?? []), found]);
  }
  for (const row of rows) {
    const names = [row.module, ...row.functions].flatMap((schema) => schema.split('(')[0].split('|')).filter(Boolean);
    const cases = names.flatMap((name) => called.get(name) ?? []);
    row.cases = cases.length;
    row.shown = [
      ...pick(cases.filter((one) => one.out), SHOWN.right),
      ...pick(cases.filter((one) => one.error), SHOWN.wrong),
    ];
  }
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

/** The shortest that say something different. @param {any[]} cases @param {number} count */
function pick(cases, count) {
  return cases
    .map((one) => ({
      code: one.code,
      in: shapes(one.in),
      says: one.error ? `${one.error.type}: ${one.error.message}` : shapes(one.out),
      right: !one.error,
    }))
    .filter(({ code, says }) => code.length <= LONG && says.length <= 2 * LONG)
    .slice(0, count);
}

/** @param {number[][]} list */
const shapes = (list) => list.map((shape) => `[${shape.join(', ')}]`).join(', ');

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await follow(nativeSteps());
    writeFileSync(join(ROOT, 'web/operations.json'), await operations());
    say('web/operations.json is new.');
  });
}
