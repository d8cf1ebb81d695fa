// Messages go with the code that says them: wasm-split leaves all data in the first file, a third of it sentences that
// only functions of the second file use. These are taken out of the first file's data (zeros are left, which cost
// nothing once compressed) and put into the second's, which writes them to the same addresses when it is loaded.

// Shorter texts, and those without a blank, may be tables that are read by computed addresses.
const SHORTEST = 16;

// Tables of the grammar that hold no addresses, though many of their numbers look like some.
const NUMBERS = /^ *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) .*\.rodata\.(?:ts_\w*parse_\w+|ts_lex_modes|ts_primary_state_ids|sym_\w+)\)/gm;

/**
 * Moves the messages from `first` to `second`, both wasm modules.
 * @param {{ bytes: Buffer, text: string }} first with its text format
 * @param {{ bytes: Buffer, text: string }} second
 * @param {string} map the linker's map of where things lie
 * @returns {{ first: Buffer, second: Buffer }}
 */
export function moveMessages(first, second, map) {
  const bytes = Buffer.from(first.bytes);
  const segments = dataSegments(bytes);
  const numbers = [...map.matchAll(NUMBERS)].map(([, at, size]) => [parseInt(at, 16), parseInt(at, 16) + parseInt(size, 16)]);
  const kept = addresses(first.text);
  for (const { to, at, size } of segments) {
    for (let i = -to & 3; i + 4 <= size; i += 4) {
      if (!numbers.some(([begin, end]) => to + i >= begin && to + i < end)) kept.add(bytes.readUInt32LE(at + i));
    }
  }
  const wanted = addresses(second.text);
  /** @type {Buffer[]} */
  const moved = [];
  for (const segment of segments) {
    for (const { to, at, size } of messages(bytes, segment)) {
      const within = (/** @type {Set<number>} */ set) => Array.from({ length: size + 1 }, (_, i) => to + i).some((a) => set.has(a));
      if (within(kept) || !within(wanted)) continue;
      // An active segment: i32.const TO, end; then its bytes.
      moved.push(Buffer.from([0, 0x41, ...signed(to), 0x0b, ...unsigned(size)]), Buffer.from(bytes.subarray(at, at + size)));
      bytes.fill(0, at, at + size);
    }
  }
  const data = Buffer.concat([Buffer.from(unsigned(moved.length / 2)), ...moved]);
  return { first: bytes, second: Buffer.concat([second.bytes, Buffer.from([DATA, ...unsigned(data.length)]), data]) };
}

/**
 * Every constant in a module's code that could be an address, or hold one: where a pointer and a length are stored side
 * by side, the compiler writes both as one constant of 64 bits, or more of them as one of 128.
 * @param {string} text
 */
function addresses(text) {
  const code = text.replace(/^ \(data [^\n]*/gm, '');
  const found = new Set([...code.matchAll(/(?:i32\.const |offset=)(\d+)/g)].map(([, number]) => Number(number)));
  for (const [, number] of code.matchAll(/i64\.const (-?\d+)/g)) {
    const bits = BigInt.asUintN(64, BigInt(number));
    found.add(Number(bits & 0xffffffffn)).add(Number(bits >> 32n));
  }
  for (const [, lanes] of code.matchAll(/v128\.const i32x4 ([^)]*)/g)) {
    for (const lane of lanes.trim().split(/\s+/)) found.add(Number(lane));
  }
  return found;
}

/** @typedef {{ to: number, at: number, size: number }} Stretch its address in memory, its place in the file, its length */

/**
 * The sentences in a stretch of data.
 * @param {Buffer} bytes @param {Stretch} segment
 * @returns {Generator<Stretch>}
 */
function* messages(bytes, { to, at, size }) {
  for (let i = 0; i < size; i++) {
    const end = Math.min(bytes.indexOf(0, at + i), at + size);
    const text = bytes.subarray(at + i, end);
    if (text.length >= SHORTEST && text.includes(32) && text.every((byte) => byte >= 32 || byte === 10)) {
      yield { to: to + i, at: at + i, size: text.length };
    }
    i += text.length;
  }
}

const DATA = 11;

/** The active segments of a module. @param {Buffer} bytes @returns {Stretch[]} */
function dataSegments(bytes) {
  let p = 8;
  const number = () => {
    for (let value = 0, shift = 1; ; shift *= 128) {
      const byte = bytes[p++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  for (;;) {
    const id = bytes[p++];
    const end = number() + p;
    if (id === DATA) break;
    p = end;
  }
  const found = [];
  for (let left = number(); left > 0; left--) {
    p += 2; // active, in memory 0; i32.const
    const to = number();
    p += 1; // end
    const size = number();
    found.push({ to, at: p, size });
    p += size;
  }
  return found;
}

/** LEB128. @param {number} n @returns {number[]} */
const unsigned = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)]);
/** LEB128 of a positive number where negative ones could stand. @param {number} n @returns {number[]} */
const signed = (n) => (n < 64 ? [n] : [(n & 127) | 128, ...signed(n >>> 7)]);
