// What agree-layers and agree-functions share: one row after another, over random shapes and settings, the native build,
// the one with plain SIMD and the one with relaxed SIMD's fused multiply-adds give the same numbers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { ROOT } from '../../web/build/shell.mjs';
import { BUILDS } from './builds.mjs';
import { core, goldenText } from './core.mjs';
import { calls, chance, namesOf, otherRank, set, spelled, varied, wordsOf } from './draw.mjs';

/** @import {TestContext} from 'node:test' */
/** @import {Operation, Trace, Values} from '../../web/core.js' */
/** @typedef {{code: string, input: string, fill: string, seed: number, eval: boolean}} Case */
/** What a program came to: what it printed, the tensors that it returned, and all their numbers, one after another. */
/** @typedef {{error: string, printed: string, values: Values[], numbers: Float32Array}} Ran */
/** What came of a case: why it failed, or its tensors. */
/** @typedef {{failed: string, tensors: {about: Values, numbers: Float32Array}[]}} Result */
/** @typedef {Result & {case: Case}} Fit a case that the native build computes */

/** Cases of each row, and how many are drawn for them at most: many fit no shape, or were there before. */
const WANTED = Number(process.env.ROUNDS ?? 100);
const DRAWN = 15;
/** How many are in one program. */
const TOGETHER = 100;
/** Numbers of an input at most, and what a case computes. */
const LARGEST = 2000;
const WORK = 100_000;

const HEAD = `import torch
from torch import nn
import torch.nn.functional as F
found = []
def filled(fill, shape):
  if fill == 'randn': return torch.randn(shape)
  if fill == 'ramp': return (torch.arange(shape.numel()).float() / max(shape.numel(), 1)).view(shape)
  return torch.randint(0, int(fill), shape).float()
def nudged(x):
  return x * (1 + 2**-22 * (1 - 2 * (torch.arange(x.numel()) // period % 2)).view(x.shape)) if period else x
def tensors(made):
  if isinstance(made, torch.Tensor): return [made]
  if isinstance(made, dict): made = list(made.values())
  return [one for part in made for one in tensors(part)] if isinstance(made, (list, tuple)) else []
def case(seed, training, fill, make, *shapes):
  try:
    torch.manual_seed(seed)
    given = [nudged(filled(fill, torch.Size(shape))) for shape in shapes]
    made = make(*given)
    if isinstance(made, nn.Module): made = made.train(training)(*given)
    made = tensors(made)
    print(seed, len(made))
    found.extend(made)
  except Exception as problem: print(seed, problem)
class Net(nn.Module):
  def forward(self, one):
`;
const HEAD_LINES = HEAD.split('\n').length;

/** @param {number[]} shape */
const size = (shape) => shape.reduce((n, s) => n * s, 1);

/** @param {Case} one */
function line({ code, input, fill, seed, eval: evaluation }) {
  const shapes = input ? input.split(';') : [];
  const names = [...'xyz'].slice(0, shapes.length).join(', ');
  const tuples = shapes.map((shape) => (shape === '()' ? ', ()' : `, (${shape},)`)).join('');
  return `    case(${seed}, ${evaluation ? 'False' : 'True'}, '${fill}', lambda ${names}: ${code}${tuples})\n`;
}

/**
 * Runs these cases; with a period, each number that goes in is moved by two of its last places, up and down by turns of
 * so many.
 * @param {Case[]} cases
 */
const program = (cases, period = 0) => `${HEAD}${cases.map(line).join('')}    return found\nperiod = ${period}\nnet = Net()\n`;

/** The native build. */
function native() {
  const child = spawn(join(ROOT, 'build/native/run_programs'), [], { stdio: ['pipe', 'pipe', 'inherit'] });
  /** @type {Buffer[]} */
  let pieces = [];
  let have = 0;
  let last = '';
  /** @type {() => void} */
  let arrived = () => {};
  child.stdout.on('data', (piece) => {
    pieces.push(piece);
    have += piece.length;
    arrived();
  });
  const take = async (/** @type {number} */ count) => {
    while (have < count) await new Promise((resolve) => (arrived = () => resolve(null)));
    const all = Buffer.concat(pieces);
    pieces = [all.subarray(count)];
    have -= count;
    return all.subarray(0, count);
  };
  const block = async () => take((await take(4)).readUInt32LE());
  return {
    /** @param {string} source @returns {Promise<Ran & {trace: Trace}>} */
    run: async (source) => {
      last = source;
      const text = Buffer.from(source);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      child.stdin.write(Buffer.concat([length, text]));
      const trace = JSON.parse((await block()).toString());
      const numbers = new Float32Array(Uint8Array.from(await block()).buffer);
      return { error: trace.error?.message ?? '', printed: trace.printed, values: trace.values, numbers, trace };
    },
    failed: new Promise((_, reject) => child.once('exit', (code, signal) => code !== 0 && reject(new Error(`the native build ended: ${signal ?? code}, in\n${last}`)))),
    close: () => child.stdin.end(),
  };
}

/** Another build, in a thread of its own; it answers in the order in which it was asked. @param {string} build */
function inThread(build) {
  const worker = new Worker(new URL('./agree-thread.mjs', import.meta.url), { workerData: build });
  /** @type {((ran: Ran) => void)[]} */
  const waiting = [];
  worker.on('message', (ran) => waiting.shift()?.(ran));
  return {
    build,
    /** @param {string} source @returns {Promise<Ran>} */
    run: (source) => {
      worker.postMessage(source);
      return new Promise((resolve) => waiting.push(resolve));
    },
    failed: new Promise((_, reject) => worker.once('error', reject)),
    close: () => worker.terminate(),
  };
}

/** What came of each case, by its seed. @param {Ran} ran */
function results({ printed, values, numbers }) {
  /** @type {Map<number, Result>} */
  const all = new Map();
  let [next, at] = [0, 0];
  for (const [, digits, text = ''] of printed.matchAll(/^(\d+) (.*)$/gm)) {
    const seed = Number(digits);
    if (all.has(seed)) continue; // Such a line in a message.
    const count = /^\d+$/.test(text) ? Number(text) : 0;
    const tensors = values.slice(next, (next += count)).map((about) => ({ about, numbers: numbers.subarray(at, (at += size(about.shape))) }));
    all.set(seed, { failed: count > 0 ? '' : text, tensors });
  }
  return all;
}

/** How far two numbers may be apart, as a part of the largest: those of few digits, by one unit of the last. @type {Record<string, number>} */
const WITHIN = { float16: 2 ** -10, bfloat16: 2 ** -7, float32: 1e-5, float64: 1e-5 };
/**
 * What differs between two results; empty where they agree. `moved`: how far each output may be apart all the same.
 * @param {Result} one @param {Result | undefined} other @param {number[]} moved
 */
function difference(one, other, moved = []) {
  const kinds = (/** @type {Result | undefined} */ r) => r && (r.failed || r.tensors.map(({ about: { dtype, shape, known } }) => `${dtype} [${shape}]${known ? '' : ' unknown'}`).join(' '));
  if (kinds(one) !== kinds(other)) return `${kinds(one)} or ${kinds(other)}`;
  for (const [i, { about, numbers }] of one.tensors.entries()) {
    const theirs = /** @type {Float32Array} */ (other?.tensors[i]?.numbers);
    let largest = 0;
    for (const x of numbers) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
    const within = WITHIN[about.dtype] ?? 0, bound = within && Math.max(within * largest, moved[i] ?? 0);
    for (const [at, x] of numbers.entries()) {
      const y = theirs[at] ?? NaN;
      if (x === y || (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) <= bound) continue;
      return `${x} or ${y} at ${at} of output ${i}, ${about.dtype} [${about.shape}], the largest of which is ${largest}`;
    }
  }
  return '';
}

/**
 * How far the native build's own outputs move when what goes in moves by its last places: where sums cancel, no two orders
 * of adding come closer.
 * @param {ReturnType<typeof native>} reference @param {Fit} fit
 */
async function movesOf(reference, { case: one, tensors }) {
  const moved = tensors.map(() => 0);
  for (const period of [1, 2, 3, 5]) {
    const nudged = results(await reference.run(program([one], period))).get(one.seed);
    for (const [i, { numbers }] of tensors.entries())
      for (const [at, x] of numbers.entries()) {
        const by = Math.abs(x - (nudged?.tensors[i]?.numbers[at] ?? NaN));
        if (Number.isFinite(by)) moved[i] = Math.max(moved[i] ?? 0, by);
      }
  }
  return moved;
}

const known = goldenText('numbers.tsv').split('\n').filter(Boolean).flatMap((text) => {
  const [code = '', input = '', fill = '', , result = ''] = text.split('\t');
  return result.startsWith('!') ? [] : [{ code, input, fill, seed: 0, eval: false }];
});
const words = wordsOf(known);
/** A name, however a step spells it. @param {string} name */
const bare = (name) => name.toLowerCase().replaceAll('_', '');

/** @param {ReturnType<typeof chance>} c @param {Operation} row @param {Case[]} seeds @param {Case[]} fits @param {number} n @returns {Case} */
function draw(c, row, seeds, fits, n) {
  // What fits is varied again only where that is needed: it tends to grow.
  const from = n > DRAWN * WANTED / 3 && fits.length > 0 ? fits : seeds;
  let made = /** @type {Case} */ (seeds[n] ?? from[c.int(0, from.length - 1)]);
  if (n >= seeds.length) {
    if (c.int(0, 2) === 0) made = set(c, row, words, made);
    if (c.int(0, 5) === 0 && made.input) made = otherRank(c, made);
    if (c.int(0, 5)) made = varied(c, made);
  }
  const whole = made.fill !== 'randn' || made.code.includes('.long()');
  return { ...made, fill: whole && c.int(0, 2) ? String(c.int(1, 6)) : made.fill, seed: n, eval: c.int(0, 1) === 0 };
}

/** Whether it has small inputs, and no numbers that make large ones of them. @param {Case} one */
const small = ({ code, input }) =>
  size([...code.matchAll(/\d+/g)].map(([digits]) => Math.max(1, Number(digits)))) <= LARGEST &&
  input.split(';').every((shape) => shape === '()' || size(shape.split(',').map(Number)) <= LARGEST);

/**
 * What a build makes of cases. One that takes more memory or steps than a program may have ends its program: then halves
 * of it are run, and such a case is left out.
 * @param {ReturnType<typeof native>} build @param {Case[]} cases
 * @returns {Promise<[Case[], Awaited<ReturnType<ReturnType<typeof native>['run']>>][]>}
 */
async function ranBy(build, cases) {
  const ran = await build.run(program(cases));
  if (!ran.error) return [[cases, ran]];
  const half = Math.ceil(cases.length / 2);
  return half === cases.length ? [] : [...(await ranBy(build, cases.slice(0, half))), ...(await ranBy(build, cases.slice(half)))];
}

/**
 * Cases of a row that the native build computes, so many together. @param {Operation} row @param {ReturnType<typeof native>} reference
 * @returns {AsyncGenerator<Fit[]>}
 */
async function* fitting(row, reference) {
  const c = chance(row.name);
  const seeds = known.filter(({ code }) => spelled(row, code));
  if (seeds.length === 0) seeds.push(...calls(row).map((call) => ({ ...call, fill: 'randn', seed: 0, eval: false })));
  /** @type {Case[]} */
  const fits = [];
  const ops = new Set([row.name, ...namesOf(row)].map((name) => bare(name.slice(name.lastIndexOf('.') + 1))));
  const seen = new Set();
  /** @type {Fit[]} */
  let fit = [];
  for (let drawn = 0, right = 0; seeds.length > 0 && right < WANTED && drawn < DRAWN * WANTED; ) {
    /** @type {Case[]} */
    const cases = [];
    for (; cases.length < TOGETHER && drawn < DRAWN * WANTED; drawn++) {
      const made = draw(c, row, seeds, fits, drawn);
      const key = [made.code, made.input, made.fill].join('\t');
      if (seen.has(key) || !small(made)) continue;
      seen.add(key);
      cases.push(made);
    }
    for (const [some, { trace, ...ran }] of await ranBy(reference, cases)) {
      const steps = some.map(() => ({ work: 0, computes: false }));
      for (const { op, line, made_line, macs, out } of trace.steps) {
        const own = steps[(made_line || line) - HEAD_LINES];
        if (!own) continue;
        own.work += macs + out.reduce((sum, shape) => sum + size(shape), 0);
        own.computes ||= ops.has(bare(op));
      }
      const all = results(ran);
      for (const [i, one] of some.entries()) {
        const result = all.get(one.seed);
        const numbers = result?.tensors.some(({ about: { known, shape } }) => known && size(shape) > 0);
        if (!result || !numbers || !steps[i]?.computes || (steps[i]?.work ?? 0) > WORK || right++ >= WANTED) continue;
        fit.push({ ...result, case: one });
        fits.push(one);
      }
    }
    for (; fit.length >= TOGETHER; fit = fit.slice(TOGETHER)) yield fit.slice(0, TOGETHER);
  }
  if (fit.length > 0) yield fit;
}

/** Holds the builds to one another over the rows that `which` takes. @param {(row: Operation) => boolean} which @param {TestContext} t */
export async function agree(which, t) {
  const { raw } = await core();
  /** @type {Operation[]} */
  const all = JSON.parse(raw.operations());
  const rows = all.filter(which);
  const reference = native();
  const others = BUILDS.map(inThread);
  /** @type {{row: Operation, want: Fit, got: Result | undefined, error: string, build: string}[]} */
  const doubtful = [];
  /** @type {string[]} */
  const wrong = [];
  /** @type {Promise<void>[]} */
  const comparing = [];
  /** @type {Record<string, number>} */
  const counts = {};

  /** @param {Operation} row @param {Fit[]} fit @param {typeof others[number]} other */
  async function compared(row, fit, other) {
    const ran = await other.run(program(fit.map((one) => one.case)));
    const all = results(ran);
    for (const want of fit) {
      const got = all.get(want.case.seed);
      if (ran.error || difference(want, got)) doubtful.push({ row, want, got, error: ran.error, build: other.build });
    }
  }

  async function run() {
    for (const row of rows) {
      counts[row.name] = 0;
      for await (const fit of fitting(row, reference)) {
        counts[row.name] = (counts[row.name] ?? 0) + fit.length;
        for (const other of others) comparing.push(compared(row, fit, other));
      }
    }
    await Promise.all(comparing);
    for (const { row, want, got, error, build } of doubtful) {
      const what = error || difference(want, got, await movesOf(reference, want));
      if (what) wrong.push(`${row.name}: ${what} (native, ${build})\n${line(want.case)}`);
    }
  }

  try {
    await Promise.race([run(), reference.failed, ...others.map((other) => other.failed)]);
  } finally {
    reference.close();
    for (const other of others) other.close();
  }
  const few = Object.entries(counts).filter(([, n]) => n < WANTED);
  const sum = Object.values(counts).reduce((a, b) => a + b, 0);
  t.diagnostic(`${sum} cases of ${rows.length} rows, ${WANTED} each${few.length ? ' but for ' : ''}${few.map(([name, n]) => `${name} ${n}`).join(', ')}; ${doubtful.length - wrong.length} differ by what their inputs' last places do`);
  assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} differ`);
  // What is left out has few shapes.
  assert.ok(few.length <= rows.length / 20);
}
