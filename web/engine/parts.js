// Part of core.js (emcc reads it as --pre-js): the core comes in two files. core.wasm has what the first answers use. The
// rest, core.deferred.wasm, is fetched with it where `atOnce` is set, when `whole()` asks for it, or else by the first
// call of something that is in it.
// Where there is relaxed SIMD, core.deferred.relaxed.wasm is the rest: the same with fused multiply-adds in its kernels.

// Whoever runs a network sets it, to be told how many of its steps are done.
Module.told ??= () => {};

// The text of a library that is written in Python (core/libraries). A program that imports one waits for it, where it has
// not come: PyTorch's and Python's own come with the second file, the others only so.
const OWN = 'libraries.json';
/** @type {Record<string, Record<string, string>>} */
const libraries = {};
/** @param {string} file */
const shelf = (file) => new URL(file, import.meta.url).href;
/** @param {string} file */
const take = (file) => (libraries[file] ??= JSON.parse(new TextDecoder().decode(readBinary(shelf(file)))));
Module.library = (name) => {
  for (const file of [OWN, 'libraries.others.json']) {
    try {
      take(file);
    } catch {
      // Left open, as all that is not known; the next program asks again.
    }
    const text = libraries[file]?.[name];
    if (text !== undefined) return text;
  }
  return '';
};

Module.instantiateWasm ??= (imports, done) => {
  /** @param {string} file */
  const address = (file) => new URL(file, import.meta.url).href;
  const inNode = typeof process === 'object' && Boolean(process.versions?.node);
  /** @type {WebAssembly.Exports} */
  let exports;
  /** @type {WebAssembly.Table} */
  let table;
  let whole = false;
  // A module whose one function is f32x4.relaxed_madd.
  const relaxed = WebAssembly.validate(
    new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 123, 1, 123, 3, 2, 1, 0,
                    10, 13, 1, 11, 0, 32, 0, 32, 0, 32, 0, 253, 133, 2, 11]),
  );
  const rest = relaxed ? 'core.deferred.relaxed.wasm' : 'core.deferred.wasm';
  /** @param {WebAssembly.Module} second */
  const join = (second) => {
    // It puts its functions into the table, where the first file calls them.
    if (!whole) new WebAssembly.Instance(second, { primary: exports });
    whole = true;
  };
  // What stands in the table before that: it brings the second file at once, and goes on in what lies there then.
  let last = -1;
  const missing = (/** @type {unknown} */ _, /** @type {string} */ name) => {
    // The places come in order, and have their number where it is not the next one: see web/build/places.mjs.
    const place = (last = name ? Number(name) : last + 1);
    return (/** @type {unknown[]} */ ...values) => {
      // The glue remembers what stood in the table, and comes here even when all is there.
      if (!whole) join(new WebAssembly.Module(readBinary(address(rest))));
      return table.get(place)(...values);
    };
  };
  const placeholder = /** @type {WebAssembly.ModuleImports} */ (new Proxy({}, { get: missing }));
  /** @param {string} file */
  const compile = async (file) => {
    if (inNode) return WebAssembly.compile(readBinary(address(file)));
    const answer = await fetch(address(file));
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    // Streaming wants a server that says what wasm is.
    const typed = answer.headers.get('Content-Type') === 'application/wasm';
    return typed ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
  };
  /** @type {Promise<WebAssembly.Module> | null} */
  let coming = null;
  const second = () =>
    (coming ??= compile(rest).catch((reason) => {
      coming = null;
      throw reason;
    }));
  const texts = async () => {
    if (libraries[OWN]) return;
    if (inNode) return take(OWN);
    const answer = await fetch(shelf(OWN));
    if (answer.ok) libraries[OWN] = await answer.json();
  };
  Module.whole = async () => {
    const coming = texts().catch(() => {});
    if (!whole) join(await second());
    await coming;
  };
  if (Module.atOnce) second().catch(() => {});
  compile('core.wasm')
    .then((first) => WebAssembly.instantiate(first, { ...imports, placeholder }))
    .then((instance) => {
      exports = instance.exports;
      table = /** @type {WebAssembly.Table} */ (Object.values(exports).find((it) => it instanceof WebAssembly.Table));
      done(instance);
    })
    .catch(abort)
    .catch(() => {});
  return {};
};
