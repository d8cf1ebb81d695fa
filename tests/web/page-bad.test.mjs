// What should never be pasted, and is: the page says what is the matter, goes on, and loses nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { stage as raise } from './chromium.mjs';
import { code, idle, inputField, open, paste, red, saved, shows } from './page-kit.mjs';

/** @type {import('./chromium.mjs').Stage} */
let stage;
before(async () => {
  stage = await raise();
});
after(() => stage?.close());

const RUBBISH = Array.from({ length: 4000 }, (_, i) => String.fromCharCode(1 + ((i * 7919) % 0x2fff)))
  .join('')
  .replace(/\r\n?/g, '\n');
const LONG = 'x = nn.Conv2d(3, 8, 3)  # the same line again, and again, and again\n'.repeat(15_000).slice(0, 1_000_000);

/** @type {Record<string, string>} */
const BAD = {
  'binary rubbish': RUBBISH,
  'an endless loop': 'import torch.nn as nn\nwhile True:\n    pass',
  'an endless loop that makes layers':
    'import torch.nn as nn\nlayers = []\nwhile True:\n    layers.append(nn.Linear(2, 2))',
  'recursion without end': 'def f(n):\n    return f(n + 1)\nf(0)',
  'an unfinished line': 'import torch.nn as nn\nmodel = nn.Sequential(nn.Conv2d(3,',
  'sizes beyond any machine': 'import torch.nn as nn\nmodel = nn.Conv2d(3, 99999999999999999999999, 3)',
  'negative and zero sizes': 'import torch.nn as nn\nmodel = nn.Sequential(nn.Conv2d(3, -1, 0), nn.Linear(0, 10))',
  'deep brackets': `x = ${'('.repeat(3000)}`,
  markup: '<img src=x onerror=alert(1)><script>alert(2)</script>',
  nothing: '',
};

for (const [name, text] of Object.entries(BAD)) {
  test(`${name}: it is answered, kept, and the next paste works`, async () => {
    const { page, errors, close } = await open(stage);
    await paste(page, text);
    await idle(page);
    assert.equal(await code(page), text);
    if (text.trim()) {
      const said = await page.evaluate(() =>
        ['error-panel .message', 'note-list', '#notice', '#empty', '#status']
          .map((where) => document.querySelector(where)?.textContent ?? '')
          .join(' ')
          .trim(),
      );
      assert.notEqual(said, '', 'nothing is said');
    }
    if (text) {
      await saved(page, '');
      await page.reload();
      await idle(page);
      await page.waitForFunction(
        (text) => /** @type {any} */ (document.querySelector('code-editor')).code === text,
        text,
      );
    }
    await page.locator('code-editor .cm-content').waitFor();
    await paste(page, 'm = nn.Conv2d(3, 8, 3)');
    await inputField(page).fill('1,3,20,20');
    await shows(page, ['1×3×20×20', '1×8×18×18']);
    assert.deepEqual(red(errors), []);
    await close();
  });
}

test('a megabyte: the page stays free, and gets it into the link', async (t) => {
  const { page, errors, close } = await open(stage);
  await page.evaluate(() => {
    const late = /** @type {{most: number}} */ (/** @type {any} */ (globalThis).late = { most: 0 });
    let last = performance.now();
    const beat = () => {
      const now = performance.now();
      late.most = Math.max(late.most, now - last);
      last = now;
      setTimeout(beat, 0);
    };
    beat();
  });
  await paste(page, LONG);
  await idle(page);
  assert.equal((await code(page)).length, LONG.length);
  await saved(page, '');
  t.diagnostic(
    `longest the page was held up: ${Math.round(await page.evaluate(() => /** @type {any} */ (globalThis).late.most))} ms`,
  );
  await page.reload();
  await page.waitForFunction(
    (length) => /** @type {any} */ (document.querySelector('code-editor')).code.length === length,
    LONG.length,
  );
  assert.deepEqual(red(errors), []);
  await close();
});

test('inputs that are none are told, and mended by taking them away', async () => {
  const { page, errors, close } = await open(stage);
  for (const input of ['hello', '1,3,-5,2', '1,,3', '99999999999999999999', '1,3,32,32:quux', ';;;']) {
    await inputField(page).fill(input);
    await idle(page);
    assert.ok(
      (await page.locator('error-panel .message').isVisible()) || (await page.locator('walk-list .op').count()),
      input,
    );
  }
  await inputField(page).fill('');
  await shows(page, ['1×3×32×32', '1×32×13×13', '1×5408', '1×10']);
  assert.deepEqual(red(errors), []);
  await close();
});

test("a line that is slow is waited for: it is no work that does not end", async () => {
  const { page, errors, close } = await open(stage, { options: { serviceWorkers: 'block' } });
  await paste(page, 'm = nn.Conv2d(3, 8, 3)');
  await inputField(page).fill('1,3,20,20');
  await shows(page, ['1×3×20×20', '1×8×18×18']);
  await saved(page, '');
  await page.clock.install();
  /** @type {() => void} */
  let arrive = () => {};
  const arrived = new Promise((done) => (arrive = () => done(null)));
  await page.route('**/core.deferred*.wasm', async (route) => {
    await arrived;
    await route.continue();
  });
  await page.reload();
  // The worker is asked at some moment from now on.
  const notice = page.locator('#notice');
  for (let i = 0; i < 1000 && !(await notice.textContent()); i += 1) await page.clock.fastForward(500);
  assert.equal(await notice.textContent(), 'Still working on it …');
  await page.clock.fastForward(20_000);
  assert.equal(await notice.textContent(), 'Still working on it …');
  arrive();
  await page.clock.resume();
  await shows(page, ['1×3×20×20', '1×8×18×18']);
  assert.equal(await page.locator('#notice').isVisible(), false);
  assert.deepEqual(red(errors), []);
  await close();
});

test('a core that does not come back is ended, with a word, and the next answer comes', async () => {
  const { page, errors, close } = await open(stage, { options: { serviceWorkers: 'block' } });
  // A worker that never answers stands for one that never ends.
  await page.route(
    '**/engine/worker.js',
    (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: 'postMessage({ ready: true }); onmessage = ({ data }) => { postMessage({ began: data.id }); for (;;); };',
      }),
    { times: 1 },
  );
  await page.reload();
  await page.locator('#notice').filter({ hasText: 'Still working' }).waitFor();
  await page.locator('#notice').filter({ hasText: 'longer than five seconds' }).waitFor();
  await paste(page, 'm = nn.Conv2d(3, 8, 3)');
  await inputField(page).fill('1,3,20,20');
  await shows(page, ['1×3×20×20', '1×8×18×18']);
  assert.equal(await page.locator('#notice').isVisible(), false);
  assert.deepEqual(red(errors), []);
  await close();
});
