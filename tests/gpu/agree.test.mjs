// One row after another that has a GPU kernel, over random shapes and settings: the CPU's numbers.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chance, spelled, varied } from '../cli/draw.mjs';
import { goldenText } from '../cli/core.mjs';
import { HEAD, compared, open, planned, raw } from './kit.mjs';

/** @import {Operation} from '../../web/core.js' */

/**
 * Cases of each row; of those whose shaders take long to compile (several products each) fewer. The kernels' constants are
 * part of their text, so nearly each is compiled anew. More for a long look.
 */
const WANTED = Number(process.env.ROUNDS ?? 8);
const LONG = ['attention', 'recurrent'];
/** How many are drawn for them at most. */
const DRAWN = 8;
/** How many are made ready at once: their shaders are compiled side by side. */
const TOGETHER = 25;
/** Numbers of a case at most, what goes in included: the software adapter is slow, and long sums cancel. */
const LARGEST = 20_000;

const known = goldenText('numbers.tsv').split('\n').filter(Boolean).map((text) => {
  const [code = '', input = '', fill = ''] = text.split('\t');
  return { code, input, fill };
});

/** An expression over x, y and z as a model; where it is a module, it is called on them. @param {string} code @param {string} input */
const model = (code, input) => {
  const names = [...'xyz'].slice(0, input.split(';').length).join(', ');
  return `${HEAD}class Net(nn.Module):
  def forward(self, ${names}):
    made = ${code}
    return made(${names}) if isinstance(made, nn.Module) else made
net = Net()`;
};

/** A row's name, however a call spells it: MaxPool2d, max_pool2d. @param {string} name */
const bare = (name) => name.toLowerCase().replaceAll('_', '');

/** Whether a plan has a stage for a step of this row. @param {ReturnType<typeof planned>} one @param {Operation} row */
const computes = ({ plan, trace }, row) =>
  plan.problem === '' && plan.stages.some(({ steps }) => steps.some((i) => bare(trace.steps[i]?.op ?? '') === bare(row.name)));

/** How many numbers go in and are computed. @param {ReturnType<typeof planned>} one */
const numbersOf = ({ trace, inputs }) =>
  trace.steps.reduce((sum, { out }) => sum + out.reduce((n, sizes) => n + sizes.reduce((a, b) => a * b, 1), 0), 0) +
  inputs.reduce((sum, { length }) => sum + length, 0);

/** WGSL leaves open what becomes of what is no number, on the way too. To be asked before the next is planned. @param {ReturnType<typeof planned>} one */
const finite = ({ trace, outputs, step }) =>
  outputs.every((numbers) => numbers.every(Number.isFinite)) && trace.steps.every((_, i) => !step(i).some(Number.isNaN));

/** @type {Operation[]} */
const rows = JSON.parse(raw.operations());
/** @type {Record<string, number>} */
const counts = {};

for (const row of rows) {
  const seeds = known.filter(({ code, input }) => input && spelled(row, code));
  const wanted = LONG.includes(row.family) ? WANTED / 4 : WANTED;
  const c = chance(row.name);
  /** @param {number} n */
  const draw = (n) => {
    const made = n < seeds.length ? seeds[n] : varied(c, seeds[n % seeds.length]);
    const fill = made?.fill === 'ramp' ? 'ramp' : 'randn';
    return { ...planned(model(made?.code ?? '', made?.input ?? ''), made?.input ?? '', { eval: c.int(0, 1) === 0, fill, lenient: true }), what: `${made?.code}   in ${made?.input}` };
  };
  // Rows that have one show it at some of their known calls; views need none.
  if (!seeds.some((_, n) => computes(draw(n), row))) continue;
  test(row.name, async () => {
    const gpu = await open();
    try {
      const seen = new Set();
      /** @type {ReturnType<typeof draw>[]} */
      let ready = [];
      for (let drawn = 0; drawn < DRAWN * wanted && seen.size < wanted; drawn++) {
        const one = draw(drawn);
        if (!computes(one, row) || numbersOf(one) > LARGEST || !finite(one) || seen.has(one.what)) continue;
        seen.add(one.what);
        ready.push(one);
        if (ready.length < TOGETHER && seen.size < wanted) continue;
        await compared(gpu, ready);
        ready = [];
      }
      await compared(gpu, ready);
      counts[row.name] = seen.size;
    } finally {
      gpu.close();
    }
  });
}

test('as many as they should be', (t) => {
  const all = Object.values(counts);
  const few = Object.entries(counts).filter(([, n]) => n < WANTED).map(([name, n]) => `${name} ${n}`);
  t.diagnostic(`${all.reduce((a, b) => a + b, 0)} cases of ${all.length} rows; fewer than ${WANTED}: ${few.join(', ')}`);
  assert.ok(all.length > 120);
});
