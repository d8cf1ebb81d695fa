// How long the page's main thread is held up at a time while one types: the longest of its tasks, in the thread's own
// processor time, so that what else the machine does counts for nothing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { say } from '../../web/build/say.mjs';
import { ROOT } from '../../web/build/shell.mjs';
import { stage } from '../web/chromium.mjs';
import { idle, open } from '../web/page-kit.mjs';

/** @import {Page} from 'playwright-core' */

const NETWORKS = ['question.py', 'resnet18.py', 'unet.py', 'vgg16.py'];
/** Moves every line of the program; nothing else changes. */
const COMMENT = '\n# thirty characters or so here\n';
/** What feeds it, once more: with the last of these, every step is another. */
const FEED = ['1, 3, 96, 96', '2, 3, 96, 96', '2, 3, 128, 128', '4, 3, 64, 64'];
const BETWEEN = 120;

/** @param {string[]} options */
export async function typing(options) {
  const { url: _, ...site } = await stage();
  try {
    say(`The longest task of the page's main thread, ms of its processor time:`);
    say(`${''.padEnd(14)}${'a comment'.padStart(12)}${'the input'.padStart(12)}`);
    for (const file of options.length ? options : NETWORKS) {
      const tab = await open({ url: _, ...site });
      const { page } = tab;
      await page.locator('example-picker select').selectOption(file);
      await page.waitForFunction((first) => /** @type {any} */ (document.querySelector('code-editor')).code.startsWith(first), head(file));
      await idle(page);
      await page.locator('.cm-content').click();
      await page.keyboard.press('ControlOrMeta+Home');
      await page.keyboard.press('End');
      const comment = await longest(page, () => write(page, COMMENT));
      await page.getByLabel('Input', { exact: true }).click();
      await idle(page);
      const input = await longest(page, () => feed(page));
      say(`${file.padEnd(14)}${comment.padStart(12)}${input.padStart(12)}`);
      await tab.close();
    }
  } finally {
    await site.close();
  }
}

/** @param {string} file */
const head = (file) => readFileSync(join(ROOT, 'web/examples', file), 'utf8').slice(0, 80);

/** @param {Page} page @param {string} text */
async function write(page, text) {
  await page.keyboard.type(text, { delay: BETWEEN });
  await idle(page);
}

/** By key alone: what else Playwright does to a field looks at it in an animation frame, which would count. @param {Page} page */
async function feed(page) {
  for (const text of FEED) {
    await page.keyboard.press('ControlOrMeta+A');
    await write(page, text);
  }
}

/** @param {Page} page @param {() => Promise<void>} act */
async function longest(page, act) {
  const session = await page.context().newCDPSession(page);
  /** @type {any[]} */
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel'] } });
  await act();
  const done = new Promise((ready) => session.once('Tracing.tracingComplete', ready));
  await session.send('Tracing.end');
  await done;
  await session.detach();
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const tasks = events.filter(
    ({ name, pid, tid, tdur }) => tdur && name.endsWith('RunTask') && threads.some((thread) => thread.pid === pid && thread.tid === tid),
  );
  return (Math.max(...tasks.map(({ tdur }) => tdur)) / 1000).toFixed(1);
}
