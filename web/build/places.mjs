// The first part of the core imports a placeholder for each place of the table that the second part will fill, by the
// place's number. They come in order: where a number is the next one, it need not be said, and 2 KB of download are saved.

const IMPORTS = 2;
const FUNCTION = 0;

/** @param {Uint8Array} wasm @param {string} namespace of the placeholders @returns {Uint8Array} */
export function shortenPlaces(wasm, namespace) {
  const text = new TextDecoder();
  let at = 8;
  /** A number in LEB128. */
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const name = () => {
    const size = number();
    return text.decode(wasm.subarray(at, (at += size)));
  };
  while (at < wasm.length) {
    const begin = at;
    const id = wasm[at++];
    const size = number();
    if (id !== IMPORTS) {
      at += size;
      continue;
    }
    const end = at + size;
    const count = number();
    /** @type {number[]} */
    const body = [...leb(count)];
    let last = -1;
    for (let i = 0; i < count; i++) {
      const start = at;
      const from = name();
      const named = at;
      const what = name();
      const kind = at++;
      if (wasm[kind] !== FUNCTION) throw new Error(`The core imports ${from}.${what}, which is no function.`);
      number(); // its type
      const place = from === namespace ? Number(what) : -1;
      if (place >= 0 && place === last + 1) body.push(...wasm.subarray(start, named), 0, ...wasm.subarray(kind, at));
      else body.push(...wasm.subarray(start, at));
      if (place >= 0) last = place;
    }
    return Uint8Array.from([...wasm.subarray(0, begin), IMPORTS, ...leb(body.length), ...body, ...wasm.subarray(end)]);
  }
  return wasm;
}

/** @param {number} value @returns {number[]} */
const leb = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);
