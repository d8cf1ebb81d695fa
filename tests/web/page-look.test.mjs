// The page for everybody: by keyboard, by ear, on a phone, in the dark; and without a stall.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stage as raise } from './chromium.mjs';
import { QUESTION, SIZES, THEMES, axe, example, idle, inputField, open, paste, red, shows } from './page-kit.mjs';

/** @type {import('./chromium.mjs').Stage} */
let stage;
before(async () => {
  stage = await raise();
});
after(() => stage?.close());

/** @param {import('playwright-core').Page} page */
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('axe finds nothing, and nothing is wider than the page', () => {
  for (const viewport of SIZES)
    for (const colorScheme of THEMES) {
      test(`${viewport.width} px, ${colorScheme}`, async () => {
        const { page, errors, close } = await open(stage, { options: { viewport, colorScheme } });
        await shows(page, QUESTION);
        assert.deepEqual(await axe(page), [], 'the question');
        assert.equal(await wide(page), 0);

        await page.locator('.toggle').last().click();
        await inputField(page).fill('1,3,28,28');
        await page.locator('error-panel .message').waitFor();
        assert.deepEqual(await axe(page), [], 'an error');
        assert.equal(await wide(page), 0);

        await page.getByRole('button', { name: 'Table' }).click();
        assert.deepEqual(await axe(page), [], 'the table');
        assert.equal(await wide(page), 0);
        await page.getByRole('button', { name: 'Column' }).click();

        await page.getByLabel('Example').selectOption('resnet18.py');
        await page.waitForFunction(
          (text) => /** @type {any} */ (document.querySelector('code-editor')).code === text,
          example('resnet18.py'),
        );
        await idle(page);
        await page.locator('summary').first().click();
        assert.deepEqual(await axe(page), [], 'a long network');
        assert.equal(await wide(page), 0);
        assert.deepEqual(red(errors), []);
        await close();
      });
    }
});

describe('by keyboard', () => {
  test('everything that can be pressed can be reached, and shows that it is', async () => {
    const { page, close } = await open(stage);
    const seen = [];
    await page.locator('body').press('Tab');
    for (let i = 0; i < 60; i += 1) {
      const now = await page.evaluate(() => {
        let node = document.activeElement;
        while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
        if (!node || node === document.body) return null;
        const style = getComputedStyle(node.closest('.cm-editor') ?? node);
        return {
          name: node.getAttribute('aria-label') ?? node.textContent?.slice(0, 30),
          ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
        };
      });
      if (!now) break;
      assert.ok(now.ring, `focus is not to be seen on ${now.name}`);
      seen.push(now.name);
      await page.keyboard.press('Tab');
    }
    for (const name of ['To the walk', 'Example', 'Share', 'PyTorch code', '31', 'Table', 'Conv2d', 'Linear']) {
      assert.ok(seen.includes(name), `${name} is not reached: ${seen.join(', ')}`);
    }
    await close();
  });

  test('the window walks over the picture', async () => {
    const { page, errors, close } = await open(stage);
    await page.locator('.stage').focus();
    await page.keyboard.press('End');
    assert.match(await page.locator('.reads').innerText(), /out\[…, \d+, 12\] reads in\[…, \d+:\d+, 24:31\]/);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowDown');
    assert.match(await page.locator('.reads').innerText(), /out\[…, \d+, 11\] reads in\[…, \d+:\d+, 22:29\]/);
    assert.deepEqual(red(errors), []);
    await close();
  });

  test('numbers are followed with the arrow keys, in the walk and beside the code', async () => {
    const { page, close } = await open(stage);
    await page.locator('walk-list button.d').first().focus();
    await page.keyboard.press('ArrowDown'); // the tensor after the convolution
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), '13');
    const lit = await page.locator('walk-list .d.lit').allInnerTexts();
    assert.ok(lit.length >= 4, `only ${lit.length} numbers are lit`);
    assert.ok(lit.every((text) => text === '13'));
    assert.ok((await page.locator('.cm-shapes .d.lit').count()) >= 2);
    await close();
  });

  test('steps open with the keyboard, and lines are gone to', async () => {
    const { page, close } = await open(stage);
    const toggle = page.getByRole('button', { name: 'Linear', exact: true });
    await toggle.focus();
    await page.keyboard.press('Enter');
    assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
    await page.locator('walk-list button.line').first().press('Enter');
    assert.equal(
      await page.evaluate(() =>
        document.querySelector('.comfortable')?.shadowRoot?.querySelector('.cm-activeLine')?.textContent?.trim(),
      ),
      'nn.Conv2d(3, 32, kernel_size=7, stride=2),',
    );
    assert.equal(await page.locator('.op.now').count(), 1);
    await close();
  });
});

test('pointing at the column that is never read says so', async () => {
  const { page, close } = await open(stage);
  const sheet = page.locator('.sheet').first();
  const box = await sheet.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width - 5, box.y + box.height / 2);
  assert.match(await page.locator('.reads').innerText(), /in\[…, \d+, 31\] is never read/);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  assert.match(await page.locator('.reads').innerText(), /is read by \d+ windows/);
  await close();
});

test('what came of it is said aloud', async () => {
  const { page, close } = await open(stage);
  assert.match(await page.locator('#status').innerText(), /4 steps\. The output is 1×10\./);
  await inputField(page).fill('1,3,28,28');
  await page.locator('#status').filter({ hasText: 'RuntimeError at line 9' }).waitFor();
  await close();
});

test('typing is never held up (a report)', async (t) => {
  const { page, errors, close } = await open(stage);
  await paste(page, example('vgg16.py'));
  await idle(page);
  await page.evaluate(() => {
    const tasks = /** @type {number[]} */ (/** @type {any} */ (globalThis).tasks = []);
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map((entry) => Math.round(entry.duration))),
    ).observe({ type: 'longtask' });
  });
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('\n# sixty characters typed one after another, without a stall.', { delay: 15 });
  await idle(page);
  t.diagnostic(
    `main-thread tasks above 50 ms while typing: ${JSON.stringify(await page.evaluate(() => /** @type {any} */ (globalThis).tasks))}`,
  );
  assert.deepEqual(red(errors), []);
  await close();
});
