// The page with numbers on: what it shows is what the core computed; by pointer and by keyboard, from a pad or a picture.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { ROOT } from '../../web/build/shell.mjs';
import { figure } from '../../web/elements/numbers/figures.js';
import { stage as raise } from './chromium.mjs';
import { QUESTION, SIZES, THEMES, axe, example, idle, inputField, open, paste, ready, red, saved, shows } from './page-kit.mjs';

/** @import {Page} from 'playwright-core' */
/** @import {Cell, Core} from '../../web/core.js' */

/** @type {import('./chromium.mjs').Stage} */
let stage;
/** @type {Core} */
let core;
before(async () => {
  stage = await raise({ base: '/any/where/' });
  core = await (await import(pathToFileURL(join(ROOT, 'dist/core.js')).href)).default();
});
after(() => stage?.close());

/**
 * A test on a freshly opened page, which must not have made an error by the end of it.
 * @param {string} name
 * @param {(page: Page) => Promise<void>} body
 * @param {Parameters<typeof open>[1]} [how]
 */
function visit(name, body, how) {
  test(name, async () => {
    const { page, errors, close } = await open(stage, how);
    await body(page);
    assert.deepEqual(red(errors), []);
    await close();
  });
}

/** Numbers on, of a ramp, and there. @param {Page} page */
async function on(page) {
  await page.getByRole('button', { name: 'Numbers', exact: true }).click();
  // A digit is drawn on the pad at first; a ramp is what both cores know.
  await page.getByLabel('Numbers of the input').selectOption('ramp');
  await ran(page);
}

/** @param {Page} page */
async function ran(page) {
  await page.locator('numbers-bar .ran').filter({ hasText: 'ran in' }).waitFor();
  await page.locator('walk-list:not(.numbers-old)').waitFor();
}

/** The page's own run, in the core of this process. @param {string} file @param {{fill?: string, seed?: number, input?: string}} [how] */
function start(file, { fill = 'ramp', seed = 0, input = '' } = {}) {
  return JSON.parse(core.start(example(file), '', input, false, fill, seed, new Float32Array(0)));
}

/** @param {number} step @param {number} place @returns {Cell} */
const cellOf = (step, place) => JSON.parse(core.cell(step, place));

/** @param {Page} page @param {string} text */
const says = (page, text) => page.locator('cell-sum').filter({ hasText: text }).waitFor();

/** The cell that is looked at comes to this number. @param {Page} page @param {number} result */
const comesTo = (page, result) =>
  page
    .locator('cell-sum .result-number')
    .filter({ hasText: new RegExp(`^${figure(result, 4).replace('.', '\\.')}$`) })
    .waitFor();

/** Every step of the walk, opened. @param {Page} page */
async function openAll(page) {
  const toggles = await page.locator('.toggle').count();
  for (let i = 0; i < toggles; i += 1) {
    const toggle = page.locator('.toggle').nth(i);
    if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  }
  await page.locator('step-numbers').nth(toggles - 1).waitFor();
}

const TINY = `model = nn.Sequential(
    nn.Conv2d(1, 2, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(2 * 14 * 14, 10),
)`;

describe('numbers', () => {
  visit('are off until they are asked for, and go away again', async (page) => {
    await shows(page, QUESTION);
    assert.equal(await page.locator('map-strip, step-numbers, numbers-bar').count(), 0);
    await on(page);
    await page.locator('walk-list .tensor map-strip canvas').first().waitFor();
    assert.ok((await page.locator('.stage.painted image').count()) === 2);
    await page.getByRole('button', { name: 'Numbers', exact: true }).click();
    await page.waitForFunction(() => !document.querySelector('map-strip, step-numbers, .painted'));
    assert.equal(await page.locator('numbers-bar').isVisible(), false);
  });

  visit('of a cell are the core’s, with the products that make it', async (page) => {
    await on(page);
    start('question.py');
    // The window stands at row 3, column 9 when the page opens; channel 0 is looked at.
    const place = 3 * 13 + 9;
    const cell = cellOf(0, place);
    await comesTo(page, cell.result);
    // Where a row does not say how its numbers come about, the number alone is shown.
    if (!cell.known) return;
    const total = cell.terms.reduce((sum, { x, w }) => sum + x * w, cell.bias ?? 0);
    assert.ok(Math.abs(total - cell.result) < 1e-4, 'the terms add up to the result');
    const channel = cell.terms.slice(49, 98);
    await page.getByLabel('Input channel', { exact: true }).selectOption('1');
    const sum = channel.reduce((so, { x, w }) => so + x * w, 0);
    await says(page, `Σ x·w = ${figure(sum, 4)}`);
    const titles = await page.locator('.products td').evaluateAll((cells) => cells.map((one) => one.getAttribute('title')));
    assert.deepEqual(
      titles,
      channel.map(({ x, w }) => `${figure(x, 4)} · ${figure(w, 4)} = ${figure(x * w, 4)}`),
    );
  });

  visit('of maps are drawn in their colours: the same number, the same pixel', async (page) => {
    await on(page);
    start('question.py');
    const out = /** @type {Float32Array} */ (core.tensor(0, 'out', 0)).slice();
    const first = page.locator('walk-list .tensor').nth(1).locator('map-strip canvas').first();
    await page.locator('walk-list .tensor').nth(1).scrollIntoViewIfNeeded();
    await first.waitFor();
    const pixels = await first.evaluate((node) => {
      const canvas = /** @type {HTMLCanvasElement} */ (node);
      return [...(canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
    });
    assert.equal(pixels.length, 13 * 13 * 4);
    // Lightness falls with the size of a number, on either side of zero.
    const most = out.reduce((so, x) => Math.max(so, Math.abs(x)), 0);
    const light = (/** @type {number} */ i) => (pixels[i * 4] ?? 0) + (pixels[i * 4 + 1] ?? 0) + (pixels[i * 4 + 2] ?? 0);
    const sorted = Array.from({ length: 169 }, (_, i) => i).sort((a, b) => (out[a] ?? 0) - (out[b] ?? 0));
    for (let k = 1; k < sorted.length; k += 1) {
      const [a = 0, b = 0] = [sorted[k - 1], sorted[k]];
      if ((out[a] ?? 0) >= 0) assert.ok(light(a) >= light(b), `${out[a]} is not lighter than ${out[b]}`);
      else if ((out[b] ?? 0) <= 0) assert.ok(light(a) <= light(b), `${out[a]} is not darker than ${out[b]}`);
      if ((out[a] ?? 0) < -0.02 * most) assert.ok((pixels[a * 4] ?? 0) > (pixels[a * 4 + 2] ?? 0), 'below zero is ochre');
    }
  });

  visit('follow the code, the seed and the fill', async (page) => {
    await on(page);
    start('question.py');
    await comesTo(page, cellOf(0, 48).result);
    await page.getByLabel('Seed').fill('7');
    start('question.py', { seed: 7 });
    await comesTo(page, cellOf(0, 48).result);
    await page.getByLabel('Numbers of the input').selectOption('ones');
    start('question.py', { seed: 7, fill: 'ones' });
    await comesTo(page, cellOf(0, 48).result);
    await paste(page, 'm = nn.Sequential(nn.Conv2d(1, 2, 3))');
    await inputField(page).fill('1,1,6,6');
    await says(page, 'out[0, 0, 1, 2]');
    await page.locator('.stage figcaption').filter({ hasText: 'channel 0 of 2' }).waitFor();
  });

  visit('are in the link, and come back with it', async (page) => {
    await on(page);
    const plain = await page.evaluate(() => location.hash);
    await page.getByLabel('Seed').fill('3');
    const seeded = await saved(page, plain);
    await page.getByLabel('Numbers of the input').selectOption('randn');
    await saved(page, seeded);
    await page.reload();
    await ready(page);
    await ran(page);
    assert.equal(await page.getByLabel('Seed').inputValue(), '3');
    assert.equal(await page.getByLabel('Numbers of the input').inputValue(), 'randn');
    assert.equal(await page.getByRole('button', { name: 'Numbers', exact: true }).getAttribute('aria-pressed'), 'true');
  });

  visit('of every kind of step are there', async (page) => {
    await paste(page, TINY);
    await on(page);
    await openAll(page);
    const steps = page.locator('step-numbers');
    await steps.nth(4).locator('.result-number').waitFor();
    core.start(TINY, '', '', false, 'ramp', 0, new Float32Array(0));
    if (cellOf(2, 0).known) {
      await steps.nth(2).locator('.products td.best').waitFor();
      assert.match(await steps.nth(2).locator('cell-sum').innerText(), /the largest of 4 = /);
    }
    if (cellOf(4, 0).known) {
      await steps.nth(4).locator('.terms').waitFor();
      assert.match(await steps.nth(4).locator('.terms').innerText(), /the other 384[\s\S]*bias/);
    }
    // ReLU keeps the shape: its maps stand with the step, and no number in them is below zero.
    const relu = page.locator('.op').nth(1).locator('map-strip');
    assert.match((await relu.getAttribute('aria-label')) ?? '', /numbers from 0 to/);
    // A row of ten has its largest named.
    await page.locator('.tensor').last().scrollIntoViewIfNeeded();
    await page.locator('.tensor').last().getByText('largest: [').waitFor();
  });
});

describe('by keyboard', () => {
  visit('the window is walked, and the sum goes along', async (page) => {
    await on(page);
    start('question.py');
    await page.locator('.stage').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await says(page, 'out[0, 0, 4, 0]');
    await says(page, figure(cellOf(0, 4 * 13).result, 4));
    await page.keyboard.press('.');
    await says(page, 'out[0, 0, 4, 1]');
    await page.keyboard.press(',');
    await page.keyboard.press(',');
    await says(page, 'out[0, 0, 3, 12]');
    assert.match(await page.locator('walk-through').innerText(), /place 52 of 169/);
  });

  visit('a channel is chosen, and the picture and the sum are its', async (page) => {
    await on(page);
    start('question.py');
    const before = await page.locator('.sheet.made image').getAttribute('href');
    await page.getByRole('radio', { name: 'channel 0', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await says(page, 'out[0, 2, 3, 9]');
    await says(page, figure(cellOf(0, 2 * 169 + 48).result, 4));
    assert.equal(await page.getByRole('radio', { name: 'channel 2', exact: true }).getAttribute('aria-checked'), 'true');
    await page.locator('figcaption').filter({ hasText: 'channel 2 of 32' }).waitFor();
    assert.notEqual(await page.locator('.sheet.made image').getAttribute('href'), before);
  });

  visit('one goes from step to step, and through the numbers of a row', async (page) => {
    await paste(page, TINY);
    await on(page);
    await page.locator('.stage').focus();
    for (let step = 1; step <= 4; step += 1) {
      await page.keyboard.press(']');
      await page.locator(`.op[data-step="${step}"] .toggle[aria-expanded=true]`).waitFor();
      await page.locator(`.op[data-step="${step}"] step-numbers`).waitFor();
      assert.equal(await page.locator('.toggle[aria-expanded=true]').count(), 1);
    }
    // The largest of the ten is looked at first.
    await page.locator('.op[data-step="4"] .result-number').waitFor();
    await page.locator('.op[data-step="4"] .says').filter({ hasText: 'out[0, ' }).waitFor();
    await page.locator('.op[data-step="4"] .board').focus();
    await page.keyboard.press('End');
    await says(page, 'out[0, 9]');
    await page.keyboard.press('Home');
    await says(page, 'out[0, 0]');
    await page.keyboard.press('ArrowRight');
    await says(page, 'out[0, 1]');
    await page.keyboard.press('[');
    await page.locator('.op[data-step="3"] .toggle[aria-expanded=true]').waitFor();
  });

  visit('it plays and stops', async (page) => {
    await on(page);
    await page.locator('.stage').focus();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await says(page, 'out[0, 0, 3, 11]');
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });

  visit(
    'nothing plays by itself where motion is not wanted',
    async (page) => {
      await on(page);
      await page.getByRole('button', { name: 'Step', exact: true }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Play' }).count(), 0);
    },
    { options: { reducedMotion: 'reduce' } },
  );
});

describe('a picture as the input', () => {
  visit('is drawn: a digit of ours, strokes of one’s own, or nothing', async (page) => {
    await paste(page, TINY);
    await shows(page, ['1×1×28×28', '1×2×28×28', '1×2×14×14', '1×392', '1×10']);
    await on(page);
    await page.getByLabel('Numbers of the input').selectOption('pad');
    await page.getByLabel('Normalization').selectOption('mnist');
    const strip = page.locator('.tensor').first().locator('map-strip');
    const label = (/** @type {string} */ text) => page.locator(`.tensor map-strip[aria-label*="${text}"]`).first().waitFor();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await label('numbers from −0.424 to −0.424');
    await page.locator('drawing-pad').getByRole('button', { name: '7', exact: true }).press('Enter');
    await label('numbers from −0.424 to 2.82');
    const seven = await strip.locator('canvas').evaluate((node) => /** @type {HTMLCanvasElement} */ (node).toDataURL());
    const box = await page.locator('drawing-pad canvas').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 20, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 110, box.y + 110, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(
      (seven) =>
        /** @type {HTMLCanvasElement | null} */ (document.querySelector('.tensor map-strip canvas'))?.toDataURL() !== seven,
      seven,
    );
    assert.match(await page.locator('numbers-bar .said').innerText(), /Scaled to 28×28.*mean 0\.1307/);
    assert.match((await page.locator('drawing-pad canvas').getAttribute('aria-label')) ?? '', /2 strokes/);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await label('numbers from −0.424 to −0.424');
  });

  visit('comes from a file, cropped, scaled and normalized as is said', async (page) => {
    await on(page);
    await page.getByLabel('Numbers of the input').selectOption('image');
    await page.locator('numbers-bar .said').filter({ hasText: 'Until there is an image' }).waitFor();
    const png = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
      const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      ctx.fillStyle = '#ff0000';
      ctx.fillRect(0, 0, 64, 48);
      return canvas.toDataURL().replace(/^.*,/, '');
    });
    await page.locator('image-input input').setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
    await page.locator('numbers-bar .said').filter({ hasText: '32×32 from 64×48: cropped to the middle square' }).waitFor();
    await ran(page);
    await page.getByLabel('Tensor').first().selectOption('input');
    const number = (/** @type {number} */ x) =>
      page.locator('tensor-map .says').filter({ hasText: `] = ${figure(x, 4)}` }).waitFor();
    await number(1);
    await page.getByLabel('Normalization').selectOption('imagenet');
    await number((1 - 0.485) / 0.229);
    await page.getByRole('radio', { name: 'channel 1', exact: true }).click();
    await number((0 - 0.456) / 0.224);
  });

  visit('that cannot be read is told of', async (page) => {
    await on(page);
    await page.getByLabel('Numbers of the input').selectOption('image');
    await page.locator('image-input input').setInputFiles({ name: 'no.png', mimeType: 'image/png', buffer: Buffer.from('no') });
    await page.locator('image-input').filter({ hasText: 'no.png could not be read' }).waitFor();
  });

  visit('is not offered where the input is none, or the program makes its own', async (page) => {
    await on(page);
    await paste(page, 'm = nn.Linear(5, 3)\ny = m(torch.ones(2, 5))');
    await page.locator('numbers-bar').filter({ hasText: 'The program makes its own input.' }).waitFor();
    assert.equal(await page.getByLabel('Numbers of the input').isVisible(), false);
    await paste(page, 'm = nn.Sequential(nn.Linear(5, 3))');
    await page.getByLabel('Numbers of the input').waitFor();
    assert.equal(await page.locator('option[value=pad]').isDisabled(), true);
  });
});

describe('a run', () => {
  test('that takes long is spoken of, can be cancelled, and started anew', async () => {
    const { page, errors, close } = await open(stage, { options: { serviceWorkers: 'block' } });
    // Workers that never answer stand for runs that take long; so much of it they say is done.
    const slow = 'onmessage = ({ data }) => { if (data.start) postMessage({ run: data.run, steps: 1 }); for (;;); };';
    await page.route(
      '**/engine/runner-worker.js',
      (route) => route.fulfill({ contentType: 'text/javascript', body: slow }),
      { times: 3 },
    );
    await page.getByRole('button', { name: 'Numbers', exact: true }).click();
    await page.locator('numbers-bar .ran').filter({ hasText: 'running' }).waitFor();
    const done = Number(await page.getByRole('progressbar').evaluate((bar) => /** @type {HTMLProgressElement} */ (bar).value));
    assert.ok(done > 0.5 && done < 1, `${done}: the convolution is most of it`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('numbers-bar .ran').filter({ hasText: 'cancelled' }).waitFor();
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.locator('numbers-bar .ran').filter({ hasText: 'running' }).waitFor();
    // By key too: who is at the button goes on from there.
    await page.getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Escape');
    await page.locator('numbers-bar .ran').filter({ hasText: 'cancelled' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Run again');
    await page.keyboard.press('Enter');
    await page.locator('numbers-bar .ran').filter({ hasText: 'running' }).waitFor();
    // The page answers while it runs; and a newer run ends the one that takes long.
    await inputField(page).fill('1,3,31,31');
    await shows(page, ['1×3×31×31', ...QUESTION.slice(1)]);
    await ran(page);
    await says(page, 'out[0, 0, 3, 9]');
    assert.deepEqual(red(errors), []);
    await close();
  });

  visit('waits for code that runs through', async (page) => {
    await on(page);
    await inputField(page).fill('1,3,28,28');
    await page.locator('numbers-bar .said').filter({ hasText: 'when the code runs through' }).waitFor();
    assert.equal(await page.locator('map-strip').count(), 0);
    await inputField(page).fill('1,3,31,31');
    await ran(page);
    await page.locator('map-strip canvas').first().waitFor();
  });
});

describe('axe finds nothing, and nothing is wider than the page', () => {
  for (const viewport of SIZES)
    for (const colorScheme of THEMES)
      visit(
        `${viewport.width} px, ${colorScheme}`,
        async (page) => {
          await paste(page, TINY);
          await on(page);
          await page.getByLabel('Numbers of the input').selectOption('pad');
          await page.locator('drawing-pad').getByRole('button', { name: '3', exact: true }).click();
          await openAll(page);
          await ran(page);
          await page.locator('.op[data-step="4"] .result-number').waitFor();
          await page.locator('.op[data-step="0"] .stage.painted').waitFor();
          assert.deepEqual(await axe(page), []);
          const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
          assert.equal(await page.evaluate(wide), 0);
          await page.getByLabel('Numbers of the input').selectOption('image');
          assert.deepEqual(await axe(page), []);
        },
        { options: { viewport, colorScheme } },
      );
});

visit('a large network does not hold the page up, and typing goes on', async (page) => {
  await page.getByLabel('Example').selectOption('resnet18.py');
  await idle(page);
  await page.getByRole('button', { name: 'Numbers', exact: true }).click();
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('\n# on it goes');
  await idle(page);
  await page.locator('map-strip canvas').first().waitFor({ timeout: 60_000 });
});
