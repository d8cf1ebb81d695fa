// Our kernels and other engines on one page of a headless Chromium, by turns, one thread each.
//
// Every time is what a user waits: the input as JavaScript's array, the run, the output as an array again. The machine's
// speed changes by the minute, so only ratios of times taken by turns say something; on a busy machine best and middle
// come together under `chrt -r 10`.

import { readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium as playwright } from 'playwright-core';

import { follow, say } from '../../web/build/say.mjs';
import { ROOT } from '../../web/build/shell.mjs';
import { chromium } from '../../web/build/system.mjs';
import { GOALS, GPU_FIRST_GOALS, GPU_GOALS, GPU_LAYERS } from './goals.mjs';
import { NAMES } from './page/models.mjs';
import { NETWORKS } from './page/networks.mjs';
import { PEERS, brotli, peerSizes, peerSteps } from './peers.mjs';

export const URL = 'http://localhost/page/';
const OURS = join(ROOT, 'build/wasm');
/** @type {Record<string, string>} */
const FOLDERS = {
  page: join(ROOT, 'tests/bench/page'),
  ours: OURS,
  peers: PEERS,
  'core-relaxed': join(ROOT, 'dist'),
  'core-simd': join(ROOT, 'dist'),
  engine: join(ROOT, 'web/engine'),
};
/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/** @typedef {import('./goals.mjs').Goal} Goal */
/**
 * In ms; `first`: from the model to its first output; `off` from the others' output, of its largest.
 * @typedef {{ best: number, middle: number, first: number, off: number }} Times
 * @typedef {{ engines: string[], names: string[], goals: Goal[], firsts: Goal[], flags: string[], where: string }} Field `firsts`: goals for `first`
 */
/** @typedef {import('playwright-core').Frame} Frame */

/** @type {Field} */
const CPU = {
  engines: ['ours relaxed', 'ours in place', 'ours plain', 'LiteRT.js', 'LiteRT.js plain', 'ONNX Runtime', 'TensorFlow.js'],
  names: NAMES,
  goals: GOALS,
  firsts: [],
  flags: ['--disable-gpu'],
  where: 'one thread',
};

/** Where there is no GPU, Chromium's software one: that says nothing of real ones. @type {Field} */
export const GPU = {
  engines: ['ours', 'LiteRT.js', 'ONNX Runtime', 'TensorFlow.js'].map((name) => `${name} on WebGPU`),
  names: GPU_LAYERS,
  goals: GPU_GOALS,
  firsts: GPU_FIRST_GOALS,
  flags: ['--enable-unsafe-webgpu'],
  where: 'WebGPU',
};

/** @param {string[]} options @param {Field} [field] */
export async function race(options, field = CPU) {
  const { values } = parseArgs({
    args: options,
    options: {
      rounds: { type: 'string', default: '9' },
      ms: { type: 'string', default: '150' },
      layer: { type: 'string', default: '' },
      engine: { type: 'string', default: '' },
    },
  });
  await follow(peerSteps());
  const engines = field.engines.filter((name) => name.startsWith('ours') || name.includes(values.engine));
  const names = field.names.filter((name) => name.includes(values.layer));
  const browser = await playwright.launch({
    executablePath: chromium() ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--no-first-run', ...field.flags, '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const frames = await open(browser, engines);
    /** @type {Record<string, Record<string, Times>>} */
    const all = {};
    for (const name of names) {
      all[name] = await layer(frames, name, Number(values.rounds), Number(values.ms));
      table([name, ...engines.map((e) => (all[name][e] ? `${e} ${ms(all[name][e].best)} / ${ms(all[name][e].middle)}` : ''))]);
    }
    report(all, engines, field);
  } finally {
    await browser.close();
  }
}

/**
 * One frame an engine, all on one page.
 * @param {import('playwright-core').Browser} browser @param {string[]} engines
 */
async function open(browser, engines) {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  await page.route('**/*', (route) => route.fulfill(answer(route.request().url())));
  await page.goto(`${URL}empty`);
  await page.setContent(engines.map((_, i) => `<iframe name="engine${i}" src="${URL}frame.html"></iframe>`).join(''));
  /** @type {Map<string, Frame>} */
  const frames = new Map();
  for (const [i, name] of engines.entries()) {
    const frame = /** @type {Frame} */ (page.frame({ name: `engine${i}` }));
    await frame.waitForFunction('window.ready');
    await frame.evaluate(`load(${JSON.stringify(name)})`);
    frames.set(name, frame);
  }
  return frames;
}

/** Isolated pages' clocks are exact to 5 µs. */
const HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/**
 * What the bench's pages get at an address.
 * @param {string} address
 * @returns {{ status: number, headers: Record<string, string>, body: string | Buffer }}
 */
export function answer(address) {
  const [folder, ...path] = new globalThis.URL(address, URL).pathname.slice(1).split('/');
  // The plain build's page gets plain kernels whatever it asks for.
  if (folder === 'core-simd') path[0] = path[0].replace('.relaxed', '');
  const file = normalize(join(FOLDERS[folder] ?? '', ...path));
  const headers = { ...HEADERS, 'Content-Type': TYPES[extname(file)] ?? 'text/html' };
  if (path[0] === 'empty') return { status: 200, headers, body: '<!doctype html>' };
  try {
    return { status: 200, headers, body: readFileSync(file) };
  } catch {
    return { status: 404, headers, body: '' };
  }
}

/**
 * Times one layer on all engines by turns; engines that can't run it are left out.
 * @param {Map<string, Frame>} frames @param {string} name @param {number} rounds @param {number} length of a turn in ms
 */
async function layer(frames, name, rounds, length) {
  /** @type {Record<string, { best: number, middles: number[], first: number, output: number[] }>} */
  const runs = {};
  for (const [engine, frame] of frames) {
    if (engine === 'ours in place' && name in NETWORKS) continue;
    try {
      const ready = /** @type {{ first: number, output: number[] }} */ (await frame.evaluate(`prepare(${JSON.stringify(name)})`));
      runs[engine] = { best: Infinity, middles: [], ...ready };
      await frame.evaluate(`time(${length})`);
    } catch (error) {
      say(`${engine} can't run ${name}: ${String(error).split('\n')[0]}`);
    }
  }
  for (let round = 0; round < rounds; round++) {
    const order = Object.keys(runs);
    for (const engine of round % 2 ? order.reverse() : order) {
      const frame = /** @type {Frame} */ (frames.get(engine));
      const time = /** @type {{ best: number, middle: number }} */ (await frame.evaluate(`time(${length})`));
      runs[engine].best = Math.min(runs[engine].best, time.best);
      runs[engine].middles.push(time.middle);
    }
  }
  // The last engine's output is as good as any to compare with: it must be all engines'.
  const truth = Object.values(runs)[Object.keys(runs).length - 1]?.output ?? [];
  const largest = truth.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return Object.fromEntries(
    Object.entries(runs).map(([engine, { best, middles, first, output }]) => {
      const off = output.reduce((most, v, i) => Math.max(most, Math.abs(v - truth[i])), 0) / largest;
      middles.sort((a, b) => a - b);
      return [engine, { best, middle: middles[middles.length >> 1], first, off: output.length === truth.length ? off : Infinity }];
    }),
  );
}

const ms = (/** @type {number} */ value) => value.toFixed(value < 1 ? 3 : 2);

/** @param {string[]} cells */
const table = (cells) => say(cells.map((cell, i) => cell.padEnd(i === 0 ? 24 : 32)).join(' ').trimEnd());

/** @param {string[]} cells @param {number[]} widths of the columns; the last one's holds for those after it */
const row = (cells, widths) =>
  say(cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[Math.min(i, widths.length - 1)]))).join(' '));

/** @param {Record<string, Record<string, Times>>} all @param {string[]} engines @param {Field} field */
function report(all, engines, { goals, firsts, where }) {
  const widths = [22, Math.max(17, ...engines.map((e) => e.length))];
  say(`\nMilliseconds, best / middle, from JavaScript’s array to JavaScript’s array, ${where}:`);
  row(['', ...engines], widths);
  for (const [name, times] of Object.entries(all)) {
    row([name, ...engines.map((e) => (times[e] ? `${ms(times[e].best)} / ${ms(times[e].middle)}` : '–'))], widths);
  }
  ratios(all, goals);
  if (firsts.length > 0) {
    say('\nMilliseconds from the model to its first output, shaders compiled:');
    row(['', ...engines], widths);
    for (const [name, times] of Object.entries(all)) row([name, ...engines.map((e) => (times[e] ? ms(times[e].first) : '–'))], widths);
    const once = Object.entries(all).map(([name, times]) => [
      name,
      Object.fromEntries(Object.entries(times).map(([engine, time]) => [engine, { ...time, best: time.first, middle: time.first }])),
    ]);
    ratios(Object.fromEntries(once), firsts);
  }

  const far = Object.entries(all).flatMap(([name, times]) =>
    Object.entries(times).flatMap(([engine, { off }]) => (off <= 3e-5 ? [] : [`${engine}, ${name}: ${off}`])),
  );
  say(far.length > 0 ? `\nOutputs differ: ${far.join('; ')}` : '\nAll outputs agree within 3e-5 of the largest.');
  if (where !== 'WebGPU') sizes();
}

/** The widths of its columns. */
const RATIOS = [22, 14, 22, 13, 6, 8, 8, 8];

/** How our times are to the others'. @param {Record<string, Record<string, Times>>} all @param {Goal[]} goals */
function ratios(all, goals) {
  say('\nHow many times faster, best / middle:');
  row(['', 'build', 'than', 'ratio', 'must', '', 'stretch', ''], RATIOS);
  for (const [name, times] of Object.entries(all)) {
    for (const goal of goals.filter((goal) => goal.layers.includes(name))) {
      const mine = times[goal.build];
      const peers = goal.against.filter((peer) => times[peer]);
      if (!mine || peers.length === 0) continue;
      const least = (/** @type {'best' | 'middle'} */ which) => Math.min(...peers.map((peer) => times[peer][which])) / mine[which];
      const [best, middle] = [least('best'), least('middle')];
      const verdict = (/** @type {number} */ wanted) =>
        best >= wanted && middle >= wanted ? 'reached' : best >= wanted || middle >= wanted ? 'half' : 'missed';
      const whom = peers.length > 1 ? 'best peer' : peers[0];
      const ratio = `${best.toFixed(2)} / ${middle.toFixed(2)}`;
      row([name, goal.build, whom, ratio, `${goal.must}`, verdict(goal.must), `${goal.stretch}`, verdict(goal.stretch)], RATIOS);
    }
  }
}

/** What is downloaded. */
function sizes() {
  const core = ['core.js', 'core.wasm', 'core.deferred.relaxed.wasm'].reduce((sum, name) => sum + brotli(join(ROOT, 'dist', name)), 0);
  const all = { 'our kernels': brotli(join(OURS, 'bench_kernels_relaxed.wasm')), 'our core': core, ...peerSizes() };
  say(`Downloads in brotli: ${Object.entries(all).map(([name, size]) => `${name} ${(size / 1024).toFixed(0)} KB`).join(', ')}`);
}
