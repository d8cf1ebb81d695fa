// How long the page's main thread is held up at a time while one types: the longest of its tasks, in the thread's own
// processor time, so that what else the machine does counts for nothing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { say } from '../../web/build/say.mjs';
import { ROOT } from '../../web/build/shell.mjs';
import { stage } from '../web/chromium.mjs';
import { idle, open } from '../web/page-kit.mjs';

/** @import {CDPSession, Page} from 'playwright-core' */

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
      await page.waitForFunction((first) => document.querySelector('code-editor').code.startsWith(first), head(file));
      await idle(page);
      await page.locator('.cm-content').click();
      await page.keyboard.press('ControlOrMeta+Home');
      await page.keyboard.press('End');
      const comment = await longest(page, () => write(page, COMMENT));
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

/** @param {Page} page */
async function feed(page) {
  const field = page.getByLabel('Input', { exact: true });
  for (const text of FEED) {
    await field.fill('');
    await field.pressSequentially(text, { delay: BETWEEN });
    await idle(page);
  }
}

/** @param {Page} page @param {() => Promise<void>} act */
async function longest(page, act) {
  const session = await page.context().newCDPSession(page);
  /** @type {any[]} */
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: process.env.DEBUG_TYPING ? ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8'] : ['toplevel'] } });
  await act();
  const done = new Promise((ready) => session.once('Tracing.tracingComplete', ready));
  await session.send('Tracing.end');
  await done;
  await session.detach();
  const names = events.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain');
  const own = process.env.DEBUG_TYPING;
  const tasks = events.filter((e) => /RunTask$/.test(e.name) && names.some((n) => n.pid === e.pid && n.tid === e.tid));
  tasks.sort((a, b) => b.tdur - a.tdur);
  if (own) for (const t of tasks.slice(0, 4)) {
    console.log('  task', (t.tdur / 1000).toFixed(1), 'wall', (t.dur / 1000).toFixed(1));
    const inside = events.filter((e) => e.pid === t.pid && e.tid === t.tid && e.ts > t.ts && e.ts + (e.dur ?? 0) <= t.ts + t.dur && e.tdur > 500);
    for (const e of inside.sort((a, b) => b.tdur - a.tdur).slice(0, 9)) console.log('     ', e.name, (e.tdur / 1000).toFixed(1), JSON.stringify(e.args?.data ?? e.args).slice(0, 100));
  }
  return ((tasks[0]?.tdur ?? 0) / 1000).toFixed(1);
}
