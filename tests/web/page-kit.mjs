// What the page's tests share: opening it, writing into it, and waiting until it has answered.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { ROOT } from '../../web/build/shell.mjs';

/** @import {Page} from 'playwright-core' */
/** @import {Stage, Tab} from './chromium.mjs' */

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const THEMES = /** @type {const} */ (['light', 'dark']);
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** A program of web/examples, as the page takes it. @param {string} file */
export const example = (file) => readFileSync(join(ROOT, 'web/examples', file), 'utf8').trimEnd();

/** @type {{file: string, title: string}[]} */
export const examples = JSON.parse(readFileSync(join(ROOT, 'web/examples/index.json'), 'utf8'));

/**
 * Opens the page and waits for its first answer and for the comfortable editor.
 * @param {Stage} stage
 * @param {{hash?: string, options?: import('playwright-core').BrowserContextOptions}} [how]
 * @returns {Promise<Tab>}
 */
export async function open(stage, { hash = '', options = {} } = {}) {
  const tab = await stage.tab({ viewport: SIZES[0], ...options });
  await watchPolicy(tab.page, tab.errors);
  await tab.page.goto(stage.url + hash);
  await ready(tab.page);
  return tab;
}

/** What a visitor would see in red; a request that ends because the page is left is none. @param {string[]} errors */
export const red = (errors) => errors.filter((error) => !error.endsWith('net::ERR_ABORTED'));

/** Violations of the Content-Security-Policy count as errors. @param {Page} page @param {string[]} errors */
async function watchPolicy(page, errors) {
  await page.exposeFunction('reportPolicy', (/** @type {string} */ what) => errors.push(`policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      /** @type {any} */ (globalThis).reportPolicy(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      );
    });
  });
}

/** @param {Page} page */
export async function ready(page) {
  await page.locator('code-editor .cm-content').waitFor();
  await page.locator('example-picker option').nth(1).waitFor({ state: 'attached' });
  await idle(page);
}

/** Nothing asked is unanswered. @param {Page} page */
export async function idle(page) {
  await page.waitForFunction(() => document.documentElement.dataset.state === 'idle');
}

/** Everything in the editor replaced, as by selecting all and pasting. @param {Page} page @param {string} text */
export async function paste(page, text) {
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const field = /** @type {any} */ (document.querySelector('.comfortable')).shadowRoot.querySelector('.cm-content');
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

/** The editor's text. @param {Page} page @returns {Promise<string>} */
export const code = (page) => page.evaluate(() => /** @type {any} */ (document.querySelector('code-editor')).code);

/** @param {Page} page */
export const inputField = (page) => page.getByLabel('Input', { exact: true });

/** The shapes of the walk, as text. @param {Page} page */
export const shapes = (page) => page.locator('walk-list .tensor .shape').allInnerTexts();

/** Waits until the walk shows these shapes. @param {Page} page @param {string[]} wanted */
export async function shows(page, wanted) {
  await page.waitForFunction((wanted) => {
    const found = [...document.querySelectorAll('walk-list .tensor .shape')].map((node) => node.textContent);
    return JSON.stringify(found) === JSON.stringify(wanted);
  }, wanted);
}

/** Waits until the address holds a state other than `before`. @param {Page} page @param {string} before */
export async function saved(page, before) {
  await page.waitForFunction((before) => location.hash !== before, before);
  return page.evaluate(() => location.hash);
}

/** What axe finds. @param {Page} page @returns {Promise<string[]>} */
export async function axe(page) {
  // The page's policy allows no foreign script: axe comes in as the test's own.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap((/** @type {any} */ rule) =>
      rule.nodes.map((/** @type {any} */ node) => `${rule.id}: ${node.target} ${node.failureSummary ?? ''}`),
    );
  });
}

export const QUESTION = ['1×3×32×32', '1×32×13×13', '1×5408', '1×10'];
