// WebAssembly's binary format, as much of it as the build reads and writes itself.

/** Reads from a stretch of bytes. @param {Uint8Array} from @param {number} [begin] */
export function reader(from, begin = 0) {
  let at = begin;
  const byte = () => /** @type {number} */ (from[at++]);
  /** A number in LEB128. */
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
  };
  /** The same of 32 bits with a sign, as addresses are written. */
  const signed = () => {
    let [value, shift, next] = [0, 0, 0];
    do {
      next = byte();
      value |= (next & 127) << shift;
      shift += 7;
    } while (next >= 128);
    return shift < 32 && next & 64 ? value | (-1 << shift) : value;
  };
  const bytes = (/** @type {number} */ count) => from.subarray(at, (at += count));
  return { byte, number, signed, bytes, name: () => new TextDecoder().decode(bytes(number())), at: () => at, more: () => at < from.length };
}

/** Collects bytes. */
export function writer() {
  /** @type {Uint8Array[]} */
  const all = [];
  const bytes = (/** @type {Uint8Array | number[]} */ list) => void all.push(Uint8Array.from(list));
  return {
    bytes,
    byte: (/** @type {number} */ value) => bytes([value]),
    number: (/** @type {number} */ value) => bytes(leb(value)),
    signed: (/** @type {number} */ value) => bytes(signedLeb(value)),
    result: () => new Uint8Array(Buffer.concat(all)),
  };
}

/** @param {number} value @returns {number[]} */
const leb = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);

/** @param {number} value @returns {number[]} */
const signedLeb = (value) => (value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signedLeb(value >> 7)]);

/** The sections of a module, in order: their number, what is in them, and all of it with its head. @param {Uint8Array} wasm */
export function* sections(wasm) {
  const from = reader(wasm, 8);
  while (from.more()) {
    const begin = from.at();
    const id = from.byte();
    const body = from.bytes(from.number());
    yield { id, body, whole: wasm.subarray(begin, from.at()) };
  }
}

/** A reader of one section; null where there is none. @param {Uint8Array} wasm @param {number} id */
export function section(wasm, id) {
  for (const one of sections(wasm)) if (one.id === id) return reader(one.body);
  return null;
}
