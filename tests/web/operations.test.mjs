// The page of operations: read without JavaScript, searched with it, and its examples open as programs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { ROOT } from '../../web/build/shell.mjs';
import { stage } from './chromium.mjs';
import { SIZES, THEMES, axe, idle, shapes } from './page-kit.mjs';

/** @type {import('../../web/build/operations.mjs').Operation[]} */
const operations = JSON.parse(readFileSync(join(ROOT, 'web/operations.json'), 'utf8'));

describe('the page of operations', () => {
  /** @type {import('./chromium.mjs').Stage} */
  let site;
  before(async () => {
    site = await stage();
  });
  after(() => site.close());

  /** @param {import('playwright-core').BrowserContextOptions} options */
  async function open(options) {
    const tab = await site.tab(options);
    await tab.page.goto(`${site.url}operations.html`);
    return tab;
  }

  it('shows every row without JavaScript', async () => {
    const { page, close } = await open({ javaScriptEnabled: false });
    assert.equal(await page.locator('article').count(), operations.length);
    assert.equal(await page.locator('.find').isVisible(), false);
    const conv = await page.locator('[id="convolution.Conv2d"]').innerText();
    assert.match(conv, /nn\.Conv2d\(in_channels, out_channels, kernel_size, stride=1/);
    assert.match(conv, /⌊\(H \+ 2·p − d·\(k − 1\) − 1\)\/s⌋ \+ 1/);
    await close();
  });

  it('finds', async () => {
    const { page, errors, close } = await open({});
    await page.getByLabel('Find').fill('convtranspose2d');
    const shown = await page.locator('article:visible h3').allInnerTexts();
    assert.ok(shown.includes('ConvTranspose2d') && shown.length < 10, shown.join());
    await page.getByLabel('Find').fill('');
    assert.equal(await page.locator('article[hidden]').count(), 0);
    assert.deepEqual(errors, []);
    await close();
  });

  it('opens an example as a program', async () => {
    const { page, errors, close } = await open({});
    const pool = operations.find(({ name }) => name === 'MaxPool2d');
    assert.ok(pool);
    await page.locator('[id="pooling.MaxPool2d"] .example a').click();
    await idle(page);
    assert.equal((await shapes(page)).at(-1), pool.out.replaceAll(',', '×'));
    assert.deepEqual(errors, []);
    await close();
  });

  for (const colorScheme of THEMES)
    for (const viewport of SIZES)
      it(`axe finds nothing at ${viewport.width} px, ${colorScheme}`, async () => {
        const { page, close } = await open({ colorScheme, viewport, bypassCSP: true });
        await page.locator('summary').first().click();
        assert.deepEqual(await axe(page), []);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= viewport.width);
        await close();
      });
});
