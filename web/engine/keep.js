// Keeping the page for when there is no network: see offline.js, the service worker.

/** What the page fetches without its own knowledge (the worker fetches the core), or only when it is asked for. */
const CORE = [
  'core.js',
  'core.wasm',
  // Both: a browser that is renewed while there is no network may take the other one.
  'core.deferred.wasm',
  'core.deferred.relaxed.wasm',
  'engine/worker.js',
  'engine/runner-worker.js',
  'kernels.json',
  'libraries.json',
  'libraries.others.json',
  'numbers.js',
  'styles/numbers.css',
  'operations.html',
  'operations.js',
  'styles/operations.css',
];

/** @param {string[]} more files of the site that may be wanted, from the page's folder */
export async function keepForOffline(more) {
  // The page says which service worker the site has, if any: asking for one that is not there is an error.
  const script = document.querySelector('meta[name=offline]')?.getAttribute('content');
  // Without it (an old browser, a private window, plain http) the page works as long as there is a network.
  if (!script || !('serviceWorker' in navigator) || !isSecureContext) return;
  try {
    await navigator.serviceWorker.register(new URL(script, location.href));
    const { active } = await navigator.serviceWorker.ready;
    const here = new URL('./', location.href).href;
    const fetched = performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.startsWith(here));
    const keep = [here, ...CORE, ...more].map((file) => new URL(file, here).href);
    navigator.serviceWorker.addEventListener(
      'message',
      () => {
        document.documentElement.dataset.kept = 'true';
      },
      { once: true },
    );
    navigator.serviceWorker.startMessages();
    active?.postMessage({ keep: [...new Set([...keep, ...fetched])] });
  } catch {
    // Not allowed here: nothing is lost but the offline page.
  }
}
