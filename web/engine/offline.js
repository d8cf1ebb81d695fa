// The page without a network: a service worker that asks the network first, so that nobody is ever kept
// on an old version, and answers with what came last when there is none. It stands at the top of the
// site (its scope is the folder that it lies in) and knows no file by name: the page tells it which
// files it is made of (keep.js).

/** @type {any} A service worker has types of its own, which do not go together with those of a page. */
const worker = self;
const STORE = `shapewalk ${worker.registration.scope}`;

/** Whether a request is for a file of this site. @param {Request} request */
const ours = (request) => request.method === 'GET' && request.url.startsWith(worker.registration.scope);

/** @param {Request | string} request */
async function fetchAndKeep(request) {
  const answer = await fetch(request);
  if (answer.ok && answer.type === 'basic') await (await caches.open(STORE)).put(request, answer.clone());
  return answer;
}

/** @param {Request} request */
async function answer(request) {
  try {
    return await fetchAndKeep(request);
  } catch (reason) {
    const kept = await (await caches.open(STORE)).match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw reason;
  }
}

/** @param {string[]} files */
async function keep(files) {
  const store = await caches.open(STORE);
  await Promise.allSettled(files.map(async (file) => (await store.match(file)) ?? fetchAndKeep(file)));
}

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (/** @type {any} */ event) => {
  if (ours(event.request)) event.respondWith(answer(event.request));
});
worker.addEventListener('message', (/** @type {any} */ event) => {
  event.waitUntil(keep(event.data.keep).then(() => event.source?.postMessage({ kept: true })));
});
