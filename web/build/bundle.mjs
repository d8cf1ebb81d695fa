// From web/ and the compiled core to dist/, a static site whose addresses are all relative.

import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build, formatMessages } from 'esbuild';

import { operationsPage } from './operations_page.mjs';
import { Sorry } from './say.mjs';
import { ROOT } from './shell.mjs';
import { PARTS } from './split.mjs';

const WEB = join(ROOT, 'web');
const WASM = join(ROOT, 'build/wasm');
const SHADERS = join(ROOT, 'core/gpu/kernels');
const LIBRARIES = join(ROOT, 'core/libraries');
const DIST = join(ROOT, 'dist');

// The page's modules. What app.js imports dynamically becomes a file of its own, fetched when wanted: the editor, and
// numbers.js, which shares nothing with it but small helpers, and has a name by which it can be kept for later.
const PAGES = ['app.js', 'operations.js'];
const LATER = './numbers.js';
// The core's workers: they share nothing with the page, and import core.js by address when they start.
const WORKERS = ['engine/worker.js', 'engine/runner-worker.js'];
const STYLES = ['styles/app.css', 'styles/numbers.css', 'styles/operations.css'];
// Copied as they are, where they exist: [from, to].
const COPIED = [
  [join(WEB, 'assets'), 'assets'],
  [join(WEB, 'examples'), 'examples'],
  // Beside the page: a service worker sees only what lies below it.
  [join(WEB, 'engine/offline.js'), 'offline.js'],
  [join(WASM, 'core.js'), 'core.js'],
  ...['core.wasm', 'core.deferred.wasm', 'core.deferred.relaxed.wasm'].map((name) => [join(PARTS, name), name]),
];

// Libraries that are neither PyTorch's nor Python's own: the page fetches them only for programs that import one.
const OTHERS = /^(PIL|einops|numpy|torchvision|tqdm)\./;

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'silent',
  charset: 'utf8',
};

/** Makes dist/ anew beside the old one, then puts it in its place. */
export async function bundle() {
  const out = join(ROOT, `build/site-${process.pid}`);
  try {
    await Promise.all([
      // Chunks lie beside app.js, so that an address relative to import.meta.url means the same in every one of them.
      esbuild({
        entryPoints: PAGES.map(source),
        outdir: out,
        splitting: true,
        chunkNames: 'chunk-[name]-[hash]',
        external: [LATER],
      }),
      esbuild({ entryPoints: [source(LATER)], outdir: out }),
      esbuild({ entryPoints: WORKERS.map(source), outdir: join(out, 'engine') }),
      esbuild({ entryPoints: STYLES.map(source), outdir: join(out, 'styles'), external: ['../assets/*'] }),
    ]);
    const pages = readdirSync(WEB).filter((name) => name.endsWith('.html'));
    const copies = [...COPIED, ...pages.map((name) => [join(WEB, name), name])];
    for (const [from, to] of copies.filter(([from]) => existsSync(from))) cpSync(from, join(out, to), { recursive: true });
    writeFileSync(join(out, 'kernels.json'), JSON.stringify(shaders()));
    writeFileSync(join(out, 'libraries.json'), JSON.stringify(libraries((name) => !OTHERS.test(name))));
    writeFileSync(join(out, 'libraries.others.json'), JSON.stringify(libraries((name) => OTHERS.test(name))));
    const operations = JSON.parse(readFileSync(join(WEB, 'operations.json'), 'utf8'));
    writeFileSync(join(out, 'operations.html'), await operationsPage(operations));
    rmSync(DIST, { recursive: true, force: true });
    renameSync(out, DIST);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The GPU's shaders as one file: text by name. */
function shaders() {
  const names = readdirSync(SHADERS).filter((name) => name.endsWith('.wgsl')).sort();
  return Object.fromEntries(names.map((name) => [name.replace('.wgsl', ''), readFileSync(join(SHADERS, name), 'utf8')]));
}

/**
 * Libraries that are written in Python: text by the module's name, without comments and empty lines.
 * @param {(file: string) => boolean} wanted
 */
function libraries(wanted) {
  const files = readdirSync(LIBRARIES).filter((file) => file.endsWith('.py') && wanted(file)).sort();
  const text = (/** @type {string} */ file) => readFileSync(join(LIBRARIES, file), 'utf8').replace(/^ *(#.*)?\n/gm, '');
  return Object.fromEntries(files.map((file) => [file.replace(/\.py$/, ''), text(file)]));
}

/** @param {string} name */
function source(name) {
  if (!existsSync(join(WEB, name))) throw new Sorry(`web/${name} is missing, so there is no page to build.`);
  return join(WEB, name);
}

/** @param {import('esbuild').BuildOptions} options */
async function esbuild(options) {
  try {
    await build({ ...COMMON, ...options });
  } catch (error) {
    const { errors = [] } = /** @type {import('esbuild').BuildFailure} */ (error);
    if (errors.length === 0) throw error;
    throw new Sorry((await formatMessages(errors, { kind: 'error' })).join('\n'));
  }
}
