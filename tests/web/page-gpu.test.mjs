// The page's run on WebGPU, by Chromium's software adapter, which has to be asked for: ?gpu=software.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';

import { serve } from '../../web/build/serve.mjs';
import { ROOT } from '../../web/build/shell.mjs';
import { stage as raise } from './chromium.mjs';
import { example, open, paste, red } from './page-kit.mjs';

/** @import {Page} from 'playwright-core' */
/** @import {Core, GpuPlan} from '../../web/core.js' */

/** @type {import('./chromium.mjs').Stage} */
let stage;
before(async () => {
  stage = await raise({ webgpu: true });
});
after(() => stage?.close());

/** @param {Page} page */
const status = (page) => page.locator('numbers-bar .ran');
/** @param {Page} page @param {string} text */
const ranOn = (page, text) => status(page).filter({ hasText: `on the ${text}` }).waitFor();
/** Where each step ran. @param {Page} page */
const places = async (page) => (await page.locator('walk-list .took').allInnerTexts()).map((text) => text.split(' ')[0]);

/** @param {Page} page */
const numbersOn = (page) => page.getByRole('button', { name: 'Numbers', exact: true }).click();

test('the CPU shows the numbers, then the GPU does the run, and says of each step how long it took', async () => {
  const { page, errors, close } = await open(stage, { hash: '?gpu=software' });
  await numbersOn(page);
  await ranOn(page, 'GPU');
  assert.deepEqual(await places(page), ['GPU', 'GPU', 'GPU']);
  await page.locator('walk-list map-strip canvas').first().waitFor();
  assert.equal(await page.locator('numbers-bar .said').innerText().then((text) => /CPU/.test(text)), false);

  // Another digit: what is shown is of it.
  const facts = page.locator('number-facts').first();
  await facts.waitFor();
  const first = await facts.innerText();
  await page.locator('drawing-pad').getByRole('button', { name: '7' }).click();
  await page.waitForFunction(
    (first) => !document.querySelector('.numbers-old') && /** @type {HTMLElement} */ (document.querySelector('number-facts')).innerText !== first,
    first,
  );
  await ranOn(page, 'GPU');
  assert.deepEqual(red(errors), []);
  await close();
});

test('what has no GPU kernel keeps the run on the CPU, and is named', async () => {
  const { page, errors, close } = await open(stage, { hash: '?gpu=software' });
  await paste(page, 'net = nn.Sequential(nn.Conv2d(1, 3, 3), nn.LPPool2d(2, 2))');
  await numbersOn(page);
  await page.locator('numbers-bar .said').filter({ hasText: 'LPPool2d has no GPU kernel for this call. The CPU computes.' }).waitFor();
  await ranOn(page, 'CPU');
  assert.ok((await places(page)).every((place) => place === 'CPU'));
  assert.deepEqual(red(errors), []);
  await close();
});

test('a software GPU is not taken unless it is asked for', async () => {
  const { page, errors, close } = await open(stage);
  await numbersOn(page);
  await page.locator('numbers-bar .said').filter({ hasText: 'The GPU here is software, slower than the CPU. The CPU computes.' }).waitFor();
  await ranOn(page, 'CPU');
  assert.deepEqual(red(errors), []);
  await close();
});

test('LeNet-5 in Chromium itself: the CPU’s numbers', async () => {
  /** @type {Core} */
  const core = await (await import(pathToFileURL(join(ROOT, 'dist/core.js')).href)).default();
  core.start(example('lenet.py'), '', '1,1,32,32', true, 'randn', 3, new Float32Array(0));
  /** @type {GpuPlan} */
  const plan = JSON.parse(core.gpu_plan(false));
  const constants = plan.buffers.map((_, i) => [...(core.tensor(i, 'constant', 0) ?? [])]);
  const input = [.../** @type {Float32Array} */ (core.tensor(0, 'input', 0))];
  const want = /** @type {Float32Array} */ (core.tensor(0, 'output', 0));
  const site = await serve({ folder: join(ROOT, 'web') });
  const { page, close } = await stage.tab();
  await page.goto(`${site.url}examples/index.json`);
  const kernels = JSON.parse(readFileSync(join(ROOT, 'dist/kernels.json'), 'utf8'));
  const got = await page.evaluate(
    async ({ url, plan, constants, input, kernels }) => {
      const { Gpu } = await import(url);
      const gpu = await Gpu.open({ gpu: navigator.gpu, kernels, software: true });
      if ('failed' in gpu) return gpu.failed;
      const loaded = await gpu.load(plan, (/** @type {number} */ i) => Float32Array.from(constants[i] ?? []));
      if ('failed' in loaded) return loaded.failed;
      const ran = await loaded.run([Float32Array.from(input)], { times: true });
      gpu.close();
      return 'failed' in ran ? ran.failed : [...ran.outputs[0]];
    },
    { url: `${site.url}engine/gpu.js`, plan, constants, input, kernels },
  );
  assert.ok(Array.isArray(got), String(got));
  const largest = Math.max(...[...want].map(Math.abs));
  for (const [i, x] of want.entries()) assert.ok(Math.abs(x - got[i]) <= 1e-4 * largest, `${i}: ${got[i]}, not ${x}`);
  await close();
  await site.close();
});
