// A small static server for dist/: `node web/build/serve.mjs [--port N] [--host H]`.
// It adds nothing that a plain static host would not: the page carries its own Content-Security-Policy.

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';

import { Sorry, main, say } from './say.mjs';
import { ROOT } from './shell.mjs';

const DIST = join(ROOT, 'dist');

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.py': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/**
 * Serves `folder` under the path `base`; port 0 takes any free one.
 * @param {{ folder?: string, host?: string, port?: number, base?: string }} [options]
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export function serve({ folder = DIST, host = '127.0.0.1', port = 0, base = '/' } = {}) {
  const server = createServer((request, response) => {
    const file = request.method === 'GET' || request.method === 'HEAD' ? locate(folder, base, request.url ?? '/') : null;
    if (!file) return void response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found\n');
    response.writeHead(200, {
      'Content-Type': TYPES[extname(file.path)] ?? 'application/octet-stream',
      'Content-Length': file.size,
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
    });
    if (request.method === 'HEAD') return void response.end();
    createReadStream(file.path).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, host, () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      const close = () =>
        new Promise((/** @type {(value: void) => void} */ done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
      resolve({ url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${address.port}${base}`, close });
    });
  });
}

/**
 * The file of an address, never one outside the folder.
 * @param {string} folder @param {string} base @param {string} url
 */
function locate(folder, base, url) {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/, ''));
    if (!path.startsWith(base)) return null;
    const file = normalize(join(folder, path.slice(base.length), path.endsWith('/') ? 'index.html' : ''));
    if (!file.startsWith(folder + sep)) return null;
    const { size } = statSync(file, { throwIfNoEntry: true });
    return statSync(file).isFile() ? { path: file, size } : null;
  } catch {
    return null;
  }
}

/**
 * Serves dist/ on `port` or the next free one until the process is ended.
 * @param {string[]} argv
 */
export async function serveForever(argv) {
  const { values } = parseArgs({
    args: argv,
    options: { port: { type: 'string', default: '8080' }, host: { type: 'string', default: '127.0.0.1' } },
  });
  const first = Number(values.port);
  if (!Number.isInteger(first) || first < 0 || first > 65535) throw new Sorry(`--port ${values.port}: not a port`);
  for (let port = first; port < first + 50; port++) {
    try {
      const { url } = await serve({ host: values.host, port });
      say(`\nShapewalk is at ${url}  (Ctrl+C ends it)`);
      return;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Sorry(`No free port from ${first} to ${first + 49}; choose one with --port.`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(() => serveForever(process.argv.slice(2)));
