// From nothing to the first result: each engine on a page of its own, in a fresh context without caches, by turns. The
// files come from this machine, so downloads take no time here; their sizes are told beside the times.

import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium as playwright } from 'playwright-core';

import { follow, say } from '../../web/build/say.mjs';
import { ROOT } from '../../web/build/shell.mjs';
import { chromium } from '../../web/build/system.mjs';
import { brotli, peerSizes, peerSteps } from './peers.mjs';
import { answer } from './race.mjs';

const ENGINES = ['ours', 'LiteRT.js', 'ONNX Runtime', 'TensorFlow.js'];
const NETWORK = 'seed CNN @32';

/** @param {string[]} options */
export async function cold(options) {
  const { values } = parseArgs({ args: options, options: { rounds: { type: 'string', default: '7' } } });
  await follow(peerSteps());
  const browser = await playwright.launch({
    executablePath: chromium() ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--no-first-run', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  const server = createServer((request, response) => {
    const { status, headers, body } = answer(request.url ?? '/');
    response.writeHead(status, headers).end(body);
  });
  await new Promise((ready) => server.listen(0, 'localhost', () => ready(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  try {
    /** @type {Record<string, number[]>} */
    const times = Object.fromEntries(ENGINES.map((engine) => [engine, []]));
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const engine of round % 2 ? [...ENGINES].reverse() : ENGINES) times[engine].push(await first(browser, port, engine));
    }
    const core = ['core.js', 'core.wasm', 'core.deferred.relaxed.wasm'].reduce((sum, name) => sum + brotli(join(ROOT, 'dist', name)), 0);
    /** @type {Record<string, number>} */
    const sizes = { ours: core, ...peerSizes() };
    say(`\nFrom navigation to the first result of the ${NETWORK}, ms, best / middle, and what is downloaded in brotli:`);
    for (const engine of ENGINES) {
      const all = times[engine].sort((a, b) => a - b);
      const [best, middle] = [all[0], all[all.length >> 1]].map((ms) => ms.toFixed(0));
      say(`${engine.padEnd(16)} ${`${best} / ${middle}`.padStart(12)}   ${(sizes[engine] / 1024).toFixed(0).padStart(6)} KB`);
    }
    const least = (/** @type {number} */ at) => Math.min(...ENGINES.slice(1).map((engine) => times[engine][at]));
    const part = (/** @type {number} */ at) => (times.ours[at] / least(at)).toFixed(2);
    say(`Ours takes ${part(0)} / ${part(times.ours.length >> 1)} of the fastest other's time.`);
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param {import('playwright-core').Browser} browser @param {number} port @param {string} engine */
async function first(browser, port, engine) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    /** @type {Promise<never>} */
    const failed = new Promise((_, fail) => page.on('pageerror', fail));
    const name = engine === 'ours' ? 'core' : engine;
    await page.goto(`http://localhost:${port}/page/frame.html?${encodeURIComponent(JSON.stringify([name, NETWORK]))}`);
    const done = await Promise.race([page.waitForFunction('window.first'), failed]);
    return Number(await done.jsonValue());
  } finally {
    await context.close();
  }
}
