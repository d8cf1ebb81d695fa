// Messages, schemas and other texts lie in the core's data, all of which the first part would bring. Those that nothing in
// the first part refers to go along with the second part, whose functions say them: in the first part zeros stand there.

import { section, sections, writer } from './binary.mjs';

const DATA = 11;
/** Letters of a text from which on it pays. */
const LEAST = 32;
/** Places that lie no further apart than this go together: each costs a head of so many bytes. */
const HEAD = 9;

/** @typedef {{at: number, bytes: Uint8Array}} Segment some data, and where in memory it belongs */

/**
 * Both parts with the texts moved.
 * @param {Uint8Array} first @param {Uint8Array} second
 * @param {string} listing the first part in WebAssembly's text format
 * @returns {{first: Uint8Array, second: Uint8Array}}
 */
export function moveTexts(first, second, listing) {
  const moved = Uint8Array.from(first); // a Buffer's slices would be no copies
  const parts = segments(moved);
  const used = references(listing, parts);
  /** @type {Segment[]} */
  const texts = [];
  for (const { at, bytes } of parts) {
    for (const [begin, end] of textsIn(bytes)) {
      if (!used.within(at + begin, at + end)) texts.push({ at: at + begin, bytes: bytes.slice(begin, end) });
    }
  }
  const joined = neighbours(texts, parts);
  for (const text of texts) {
    const part = holder(parts, text.at);
    part.bytes.fill(0, text.at - part.at, text.at - part.at + text.bytes.length);
  }
  return { first: moved, second: withData(second, joined) };
}

/** The segment that an address is in. @param {Segment[]} parts @param {number} place @returns {Segment} */
function holder(parts, place) {
  const found = parts.find(({ at, bytes }) => place >= at && place < at + bytes.length);
  if (!found) throw new Error(`No data of the core lies at ${place}.`);
  return found;
}

/** The active segments of a module's data: where in memory, and the bytes themselves. @param {Uint8Array} wasm */
function segments(wasm) {
  const data = section(wasm, DATA);
  /** @type {Segment[]} */
  const list = [];
  if (!data) return list;
  for (let left = data.number(); left > 0; left--) {
    const flags = data.number();
    let at = -1;
    if (flags === 0) {
      if (data.byte() !== 0x41) throw new Error('A segment of the core’s data has no constant place.');
      at = data.signed();
      data.byte(); // end
    }
    const bytes = data.bytes(data.number());
    if (flags === 0) list.push({ at, bytes });
  }
  return list;
}

/**
 * Every number that may be an address of data: in the code, and in the data itself.
 * @param {string} listing @param {Segment[]} parts
 */
function references(listing, parts) {
  const low = Math.min(...parts.map(({ at }) => at));
  const high = Math.max(...parts.map(({ at, bytes }) => at + bytes.length));
  const numbers = new Set();
  const add = (/** @type {number} */ n) => n >= low && n <= high && numbers.add(n);
  for (const [, n] of listing.matchAll(/(?:i32\.const |offset=)(\d+)/g)) add(Number(n));
  for (const [, n] of listing.matchAll(/i64\.const (-?\d+)/g)) {
    const wide = BigInt.asUintN(64, BigInt(n ?? 0));
    add(Number(wide & 0xffffffffn));
    add(Number(wide >> 32n));
  }
  for (const { at, bytes } of parts) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = (4 - (at % 4)) % 4; i + 4 <= bytes.length; i += 4) add(view.getUint32(i, true));
  }
  const sorted = Uint32Array.from(numbers).sort();
  /** Whether one is from `begin` to `end`, both included. @param {number} begin @param {number} end */
  const within = (begin, end) => {
    let [a, b] = [0, sorted.length];
    while (a < b) {
      const middle = (a + b) >> 1;
      if (/** @type {number} */ (sorted[middle]) < begin) a = middle + 1;
      else b = middle;
    }
    return a < sorted.length && /** @type {number} */ (sorted[a]) <= end;
  };
  return { within };
}

/** Where texts begin and end that a zero ends, the zero not counted. @param {Uint8Array} bytes @returns {[number, number][]} */
function textsIn(bytes) {
  /** @type {[number, number][]} */
  const list = [];
  let [begin, text] = [0, true];
  for (let i = 0; i < bytes.length; i++) {
    const byte = /** @type {number} */ (bytes[i]);
    if (byte === 0) {
      if (text && i - begin >= LEAST) list.push([begin, i]);
      [begin, text] = [i + 1, true];
    } else if ((byte < 32 && byte !== 10) || byte === 127) text = false;
  }
  return list;
}

/**
 * Texts as stretches of memory: what lies between two of them comes along where that is less than another head.
 * @param {Segment[]} texts @param {Segment[]} parts
 */
function neighbours(texts, parts) {
  /** @type {Segment[]} */
  const list = [];
  for (const text of texts) {
    const last = list.at(-1);
    const end = last ? last.at + last.bytes.length : -Infinity;
    const part = holder(parts, text.at);
    if (last && last.at >= part.at && text.at - end <= HEAD) {
      last.bytes = part.bytes.slice(last.at - part.at, text.at + text.bytes.length - part.at);
    } else list.push({ ...text });
  }
  return list;
}

/** A module without data, with these. @param {Uint8Array} wasm @param {Segment[]} list */
function withData(wasm, list) {
  if (section(wasm, DATA)) throw new Error('The second part of the core has data of its own.');
  const body = writer();
  body.number(list.length);
  for (const { at, bytes } of list) {
    body.number(0);
    body.byte(0x41);
    body.signed(at);
    body.byte(0x0b);
    body.number(bytes.length);
    body.bytes(bytes);
  }
  const out = writer();
  out.bytes(wasm.subarray(0, 8));
  for (const { whole } of sections(wasm)) out.bytes(whole);
  out.byte(DATA);
  out.number(body.result().length);
  out.bytes(body.result());
  return out.result();
}
