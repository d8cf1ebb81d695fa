// The page as a learner uses it: paste, read, break, mend, ask backwards, share.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { stage as raise } from './chromium.mjs';
import {
  QUESTION,
  code,
  example,
  examples,
  idle,
  inputField,
  open,
  paste,
  ready,
  red,
  saved,
  shows,
} from './page-kit.mjs';

/** @type {import('./chromium.mjs').Stage} */
let stage;
before(async () => {
  stage = await raise({ base: '/any/where/' });
});
after(() => stage?.close());

/**
 * A test on a freshly opened page, which must not have made an error by the end of it.
 * @param {string} name
 * @param {(page: import('playwright-core').Page) => Promise<void>} body
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

describe('the question', () => {
  visit('is there, solved, when the page opens', async (page) => {
    await shows(page, QUESTION);
    assert.equal(await code(page), example('question.py'));
    const walk = page.locator('walk-list');
    assert.match(await walk.innerText(), /⌊12\.5⌋ \+ 1 = 13/);
    assert.match(await walk.innerText(), /4,736 parameters/);
    assert.match(await walk.innerText(), /54,090 parameters/);
    assert.match(await page.locator('total-bar').innerText(), /58,826/);
    assert.match(await page.locator('back-panel .answer').innerText(), /31.*32/);
    assert.match(await page.locator('back-panel').innerText(), /7–8 × 343–344/);
    assert.equal(await page.evaluate(() => location.hash), '');
  });

  visit('shows each line’s shape at its end', async (page) => {
    const column = page.locator('.cm-shapes .result');
    assert.deepEqual(await column.allInnerTexts(), ['1×32×13×13', '1×32×13×13', '1×5408', '1×10']);
  });

  test('is explained without JavaScript too, with the same shapes', async () => {
    const { page, close } = await stage.tab({ javaScriptEnabled: false });
    await page.goto(stage.url);
    assert.deepEqual(
      (await page.locator('walk-list .shape').allInnerTexts()).map((text) => text.trim()),
      QUESTION,
    );
    assert.equal(await page.locator('textarea').inputValue(), example('question.py'));
    assert.match(await page.locator('walk-list').innerText(), /⌊12\.5⌋ \+ 1 = 13/);
    await close();
  });
});

describe('writing code', () => {
  visit('a paste is traced, and editing it traces it anew', async (page) => {
    await paste(page, 'net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear(5408, 10))');
    await shows(page, ['1×1×28×28', '1×8×26×26', '1×5408', '1×10']);
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('End');
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('2');
    await page.waitForFunction(() => document.querySelector('walk-list')?.textContent?.includes('1×20'));
  });

  visit('a half-typed line keeps the walk and says what is open', async (page) => {
    await page.locator('.cm-content').click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('model2 = nn.Linear(');
    await page.locator('.left').filter({ hasText: 'never closed' }).waitFor();
    await shows(page, QUESTION);
  });

  visit(
    'code typed before the comfortable editor comes is kept',
    async (page) => {
      await page.route('**/chunk-codemirror*', () => {}); // It never comes.
      await page.reload();
      const area = page.locator('code-editor .plain textarea');
      await area.waitFor();
      await area.fill('net = nn.Conv2d(1, 2, 3)\n');
      await inputField(page).fill('1,1,9,9');
      await shows(page, ['1×1×9×9', '1×2×7×7']);
      assert.match(await page.locator('.shapes-column').innerText(), /1×2×7×7/);
    },
    { options: { serviceWorkers: 'block' } },
  );
});

describe('an error', () => {
  const broken = async (/** @type {import('playwright-core').Page} */ page) => {
    await inputField(page).fill('1,3,28,28');
    await page.locator('error-panel .message').waitFor();
  };

  visit('is told in PyTorch’s words under its line, with what went before', async (page) => {
    await broken(page);
    const words = 'mat1 and mat2 shapes cannot be multiplied (1x3872 and 5408x10)';
    assert.match(await page.locator('error-panel .message').innerText(), new RegExp(words.replaceAll(/[()]/g, '\\$&')));
    assert.equal(await page.locator('.cm-error-words').innerText(), words);
    assert.match(await page.locator('error-panel .cause').innerText(), /^3872 = 32·11·11 features arrive from .*; the Linear expects 5408\.$/);
    await shows(page, ['1×3×28×28', '1×32×11×11', '1×3872']);
    assert.match(await page.locator('.stopped').innerText(), /line 9/);
  });

  visit('is mended by one press, and the press can be undone', async (page) => {
    await broken(page);
    await page.getByRole('button', { name: 'nn.Linear(3872, 10)' }).click();
    await shows(page, ['1×3×28×28', '1×32×11×11', '1×3872', '1×10']);
    assert.match(await code(page), /nn\.Linear\(3872, 10\)/);
    assert.equal(await page.locator('error-panel').isVisible(), false);
    await page.keyboard.press('ControlOrMeta+z');
    await page.locator('error-panel .message').waitFor();
    assert.equal(await code(page), example('question.py'));
  });
});

describe('code that runs and is wrong', () => {
  visit('is told at its line, and no more once it is right', async (page) => {
    await paste(page, 'import torch.nn as nn\nnet = nn.Sequential(nn.Linear(4, 64), nn.ReLU(64))\n');
    await page.locator('note-list .warnings li').waitFor();
    assert.match(await page.locator('note-list .warnings').innerText(), /64 stands where ReLU takes inplace/);
    assert.equal(await page.locator('.cm-lintRange-warning').innerText(), '64))');
    assert.equal(await page.locator('error-panel').isVisible(), false);
    await paste(page, 'import torch.nn as nn\nnet = nn.Sequential(nn.Linear(4, 64), nn.ReLU())\n');
    await page.locator('note-list .warnings li').waitFor({ state: 'detached' });
  });
});

describe('backwards', () => {
  visit('a size that fits is one press away', async (page) => {
    await page.locator('back-panel').getByRole('button', { name: '31', exact: true }).click();
    await shows(page, ['1×3×31×31', ...QUESTION.slice(1)]);
    assert.equal(await inputField(page).inputValue(), '1,3,31,31');
    // The panel stays, and the press keeps the focus.
    assert.equal(await page.locator('back-panel [aria-pressed=true]').innerText(), '31');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), '31');
  });

  visit('so is one that is not square', async (page) => {
    await page.locator('back-panel .odd button').first().click();
    await page.waitForFunction(() => /343|344/.test(document.querySelector('walk-list .tensor')?.textContent ?? ''));
    assert.equal(await page.locator('error-panel').isVisible(), false);
  });

  visit('a size that does not fit is marked, and taking it away asks again', async (page) => {
    await inputField(page).fill('1,3,28,28');
    await page.locator('number-line text.misfit').waitFor();
    assert.equal(await page.locator('number-line text.misfit').textContent(), '28');
    await page.getByRole('button', { name: /work it out/ }).click();
    await shows(page, QUESTION);
  });
});

describe('the link', () => {
  visit('holds everything, through sharing and opening', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await paste(page, 'm = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Dropout(0.5), nn.Conv2d(8, 4, 5)) # größer');
    await inputField(page).fill('2,3,40,40');
    await page.getByLabel('eval mode').check();
    await shows(page, ['2×3×40×40', '2×8×38×38', '2×4×34×34']);
    await page.locator('.toggle').nth(2).click();
    await page.getByRole('button', { name: 'Share' }).click();
    await page.locator('#notice').filter({ hasText: 'copied' }).waitFor();
    const url = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(url, /#v1\.[\w-]+$/);

    const { page: other, errors, close } = await stage.tab();
    await other.goto(url);
    await ready(other);
    await shows(other, ['2×3×40×40', '2×8×38×38', '2×4×34×34']);
    assert.match(await code(other), /größer/);
    assert.equal(await inputField(other).inputValue(), '2,3,40,40');
    assert.equal(await other.getByLabel('eval mode').isChecked(), true);
    assert.equal(await other.locator('.toggle').nth(2).getAttribute('aria-expanded'), 'true');
    assert.deepEqual(red(errors), []);
    await close();
  });

  visit('follows typing, so that a reload loses nothing', async (page) => {
    await paste(page, 'm = nn.Conv1d(2, 6, 4)');
    await saved(page, '');
    await page.reload();
    await ready(page);
    assert.equal(await code(page), 'm = nn.Conv1d(2, 6, 4)');
  });

  visit(
    'if damaged is met calmly, with the question in the editor',
    async (page) => {
      await page.locator('#notice').filter({ hasText: 'damaged' }).waitFor();
      await shows(page, QUESTION);
    },
    { hash: '#v1.thisisnotalink' },
  );

  visit('if damaged and opened later leaves the editor alone', async (page) => {
    await paste(page, 'm = nn.Conv2d(7, 3, 1)');
    await saved(page, '');
    await page.evaluate(() => {
      location.hash = '#v1.AAAA$$';
    });
    await page.locator('#notice').filter({ hasText: 'damaged' }).waitFor();
    assert.equal(await code(page), 'm = nn.Conv2d(7, 3, 1)');
  });

  visit(
    'of a newer version says so',
    async (page) => {
      await page.locator('#notice').filter({ hasText: 'newer' }).waitFor();
    },
    { hash: '#v9.AAAA' },
  );
});

describe('examples', () => {
  visit('all load and trace', async (page) => {
    for (const { file, title } of examples) {
      await page.getByLabel('Example').selectOption(file);
      await page.waitForFunction(
        (text) => /** @type {any} */ (document.querySelector('code-editor')).code === text,
        example(file),
      );
      await idle(page);
      const failed = await page.locator('error-panel').isVisible();
      assert.equal(
        failed,
        file === 'broken.py',
        `${title}: ${failed ? await page.locator('error-panel').innerText() : 'no error'}`,
      );
      assert.ok((await page.locator('walk-list .op').count()) > 0, title);
      assert.equal(await page.getByLabel('Example').inputValue(), file);
    }
  });

  visit('once edited are one’s own code', async (page) => {
    await page.locator('.cm-content').click();
    await page.keyboard.type('# mine');
    await page.waitForFunction(() => document.querySelector('select')?.value === '');
  });
});

describe('the table', () => {
  visit('has the same steps, and can be copied', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Table' }).click();
    assert.equal(await page.locator('step-table tbody tr').count(), 4);
    assert.deepEqual(
      await page
        .locator('step-table tbody th')
        .evaluateAll((cells) => cells.map((cell) => cell.firstChild?.textContent)),
      ['Conv2d', 'ReLU', 'Flatten', 'Linear'],
    );
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await page.locator('#notice').filter({ hasText: 'copied' }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\| 1×32×13×13 \|/);
    // It is part of the link.
    await saved(page, '');
    await page.reload();
    await ready(page);
    await page.locator('step-table tbody tr').first().waitFor();
  });
});

describe('without a network', () => {
  test('the page opens and works all the same, once it was there', async (t) => {
    const { page, errors, close } = await open(stage);
    if ((await page.locator('meta[name=offline]').count()) === 0) {
      await close();
      return t.skip('this site has no service worker');
    }
    await page.waitForFunction(() => document.documentElement.dataset.kept === 'true');
    await page.context().setOffline(true);
    await page.reload();
    await ready(page);
    await shows(page, QUESTION);
    await page.getByLabel('Example').selectOption('dcgan.py');
    await page.waitForFunction(
      (text) => /** @type {any} */ (document.querySelector('code-editor')).code === text,
      example('dcgan.py'),
    );
    // Libraries that are written in Python are kept as well.
    await paste(page, 'import numpy as np\nx = torch.from_numpy(np.ones((2, 4), dtype=np.float32))\nnet = nn.Linear(4, 3)\nnet(x)');
    await shows(page, ['2×4', '2×3']);
    assert.deepEqual(red(errors), []);
    await close();
  });
});
