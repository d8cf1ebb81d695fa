// A browser with the built site in it, for the page's tests.

import { chromium as playwright } from 'playwright-core';

import { serve } from '../../web/build/serve.mjs';
import { chromium } from '../../web/build/system.mjs';

// Nothing that looks for the network; --no-sandbox, since tests may run as root.
const ALWAYS = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const WITHOUT_GPU = ['--disable-gpu'];
const WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/**
 * @typedef {{ page: import('playwright-core').Page, errors: string[], close: () => Promise<void> }} Tab
 * @typedef {object} Stage
 * @property {string} url where the site is
 * @property {import('playwright-core').Browser} browser
 * @property {(options?: import('playwright-core').BrowserContextOptions) => Promise<Tab>} tab
 *   opens an empty page in a profile of its own; `errors` gathers what a visitor's console would show in red
 * @property {() => Promise<void>} close ends the browser and the server
 */

/**
 * Serves dist/ under `base` on a free port and starts Chromium.
 * @param {{ base?: string, webgpu?: boolean }} [options]
 * @returns {Promise<Stage>}
 */
export async function stage({ base = '/', webgpu = false } = {}) {
  const site = await serve({ base });
  const browser = await playwright.launch({
    executablePath: chromium() ?? '/usr/bin/chromium',
    args: [...ALWAYS, ...(webgpu ? WEBGPU : WITHOUT_GPU)],
  });
  const tab = async (/** @type {import('playwright-core').BrowserContextOptions} */ options = {}) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    return { page, errors: watch(page, site.url), close: () => context.close() };
  };
  const close = async () => {
    await browser.close();
    await site.close();
  };
  return { url: site.url, browser, tab, close };
}

/**
 * Gathers the page's errors: the console's, uncaught ones, failed requests, and any request to another place.
 * @param {import('playwright-core').Page} page @param {string} url
 */
function watch(page, url) {
  /** @type {string[]} */
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => errors.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob|about):/.test(request.url())) errors.push(`elsewhere: ${request.url()}`);
  });
  return errors;
}
