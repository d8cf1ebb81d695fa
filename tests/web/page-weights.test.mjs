// A file of weights on the page: chosen or dropped, its numbers are the run's; what does not fit is said; nothing is lost by
// a file that cannot be read; and it does not leave the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { ROOT } from '../../web/build/shell.mjs';
import { read } from '../../web/engine/link.js';
import { figure } from '../../web/elements/numbers/figures.js';
import { stage as raise } from './chromium.mjs';
import { SIZES, THEMES, axe, open, paste, red } from './page-kit.mjs';

/** @import {Page} from 'playwright-core' */
/** @import {Core} from '../../web/core.js' */
/** @typedef {{source: string, file: string, message: string}} Golden */

const weights = (/** @type {string} */ name) => join(ROOT, 'tests/goldens/weights', name);
/** @type {Golden[]} */
const goldens = JSON.parse(readFileSync(weights('runs.json'), 'utf8'));
const NET = goldens[0]?.source.trimEnd() ?? '';
const WALK = ['1×1×4×4', '1×2×2×2', '1×8', '1×3', '1×3'];

/** @type {import('./chromium.mjs').Stage} */
let stage;
/** @type {Core} */
let core;
before(async () => {
  stage = await raise();
  core = await (await import(pathToFileURL(join(ROOT, 'dist/core.js')).href)).default();
});
after(() => stage?.close());

/**
 * A test on a page with numbers on, which must not have made an error by the end of it.
 * @param {string} name
 * @param {(page: Page, asked: string[]) => Promise<void>} body `asked`: all that was requested since numbers were there
 */
function visit(name, body) {
  test(name, async () => {
    const { page, errors, close } = await open(stage);
    await numbers(page);
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
    await body(page, asked);
    assert.deepEqual(red(errors), []);
    await close();
  });
}

/** The net, with numbers. @param {Page} page */
async function numbers(page) {
  await paste(page, NET);
  await page.waitForFunction((n) => document.querySelectorAll('walk-list .tensor').length >= n, WALK.length);
  await page.getByRole('button', { name: 'Numbers', exact: true }).click();
  await page.getByLabel('Numbers of the input').selectOption('ramp');
  await results(page, null);
}

/** The model's three numbers in this process's core. @param {string | null} file @param {string} [code] */
function output(file, code = NET) {
  core.weights(file ? readFileSync(weights(file)) : null);
  const { values } = JSON.parse(core.run(code, '', '', false, 'ramp', 0));
  core.weights(null);
  return values[0].first;
}

/** The page's last step has these weights' numbers. @param {Page} page @param {string | null} file @param {string} [code] */
async function results(page, file, code) {
  const numbers = output(file, code);
  const range = `numbers from ${figure(Math.min(...numbers))} to ${figure(Math.max(...numbers))}`;
  await page.waitForFunction((range) => {
    const strip = [...document.querySelectorAll('walk-list map-strip')].at(-1);
    // What is out of sight is not drawn.
    strip?.scrollIntoView({ block: 'center' });
    return strip?.getAttribute('aria-label')?.includes(range);
  }, range);
}

/** @param {Page} page @param {string} name */
const choose = (page, name) => page.locator('weights-input input[type=file]').setInputFiles(weights(name));

/** @param {Page} page @param {string | RegExp} text */
const says = (page, text) => page.locator('weights-input [role=status]').filter({ hasText: text }).waitFor();

/** A file dropped on the bar. @param {Page} page @param {string} name @param {string} text */
const drop = (page, name, text) =>
  page.locator('numbers-bar').evaluate(
    (bar, [name = '', text = '']) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
      bar.querySelector('weights-input')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    },
    [name, text],
  );

describe('a file of weights', () => {
  visit('gives the run its numbers, and removed gives the drawn ones back', async (page, asked) => {
    await choose(page, 'cnn.pt');
    await says(page, 'All weights are from cnn.pt: 9 tensors, 55 numbers.');
    await results(page, 'cnn.pt');
    assert.equal(await page.locator('weights-input details').isVisible(), false);
    await page.getByText('A link to this page does not carry it.').waitFor();
    // They follow the code.
    const twice = NET.replace('* self.scale', '* self.scale * 2');
    await paste(page, twice);
    await results(page, 'cnn.pt', twice);
    await paste(page, NET);
    await results(page, 'cnn.pt');
    await page.locator('weights-input').getByRole('button', { name: 'Remove' }).click();
    await results(page, null);
    await page.getByText('as PyTorch draws them').waitFor();
    assert.equal(await page.locator('weights-input [role=status]').innerText(), '');
    assert.deepEqual(asked.filter((one) => !one.startsWith(`GET ${stage.url}`)), [], 'nothing is sent');
  });

  visit('is dropped as well, of either format, and says what it was read without', async (page) => {
    await drop(page, 'cnn.safetensors', readFileSync(weights('cnn.safetensors')).toString('base64'));
    await says(page, 'All weights are from cnn.safetensors: 9 tensors');
    await results(page, 'cnn.safetensors');
    await choose(page, 'lightning.pt');
    await says(page, "from ['state_dict'], without the prefix model.");
    await results(page, 'lightning.pt');
  });

  visit('that fits in part is taken in part, in load_state_dict’s words', async (page) => {
    const wide = NET.replace('model = Net()', 'model = Net(classes=5)');
    await paste(page, wide);
    await page.locator('walk-list .tensor .shape').filter({ hasText: '1×5' }).first().waitFor();
    await choose(page, 'cnn.pt');
    await says(page, 'From cnn.pt: 7 tensors, 28 numbers; 2 of another size. What it lacks is as PyTorch draws it.');
    await results(page, 'cnn.pt', wide);
    await page.getByText('What load_state_dict says').click();
    const { message } = goldens.find(({ message }) => message.includes('size mismatch')) ?? { message: '' };
    assert.equal(await page.locator('weights-input pre').textContent(), message);
    await choose(page, 'odd.safetensors');
    await says(page, '; 1 missing in it, 2 of another size, 3 that the model does not have. What it lacks');
    await choose(page, 'views.pt');
    await says(page, 'Nothing in views.pt fits Net: the numbers are as PyTorch draws them.');
    await results(page, null, wide);
  });

  visit('that cannot be read loses nothing', async (page) => {
    await drop(page, 'notes.txt', btoa('no weights at all'));
    await says(page, 'notes.txt cannot be read as weights: ');
    await results(page, null);
    await page.getByText('as PyTorch draws them').waitFor();
    await choose(page, 'cnn.pt');
    await says(page, /^All weights are from cnn\.pt/);
    await drop(page, 'half.pt', readFileSync(weights('cnn.pt')).subarray(0, 900).toString('base64'));
    await says(page, /^half\.pt cannot be read as weights: .* All weights are from cnn\.pt/);
    await results(page, 'cnn.pt');
    assert.equal(await page.locator('weights-input .file-name').innerText(), 'cnn.pt');
  });

  visit('is not in a link that is shared, which says so', async (page) => {
    await choose(page, 'cnn.pt');
    await says(page, 'All weights');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('#share').click();
    await page.getByText('The link (without the weights file, which stays here) is copied.').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const state = /** @type {object} */ (await read(new URL(link).hash));
    assert.deepEqual({ ...state, open: [] }, { code: NET, model: '', input: '', eval: false, open: [], numbers: { fill: 'ramp', seed: 0 } });
    await page.reload();
    await results(page, null);
  });
});

describe('axe finds nothing about it, and nothing is wider than the page', () => {
  for (const viewport of SIZES)
    for (const colorScheme of THEMES)
      test(`${viewport.width} px, ${colorScheme}`, async () => {
        const { page, close } = await open(stage, { options: { viewport, colorScheme } });
        await numbers(page);
        await paste(page, NET.replace('model = Net()', 'model = Net(classes=5)'));
        await choose(page, 'cnn.pt');
        await says(page, '2 of another size');
        await page.getByText('What load_state_dict says').click();
        assert.deepEqual(await axe(page), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
        await close();
      });
});
