// The page's state as a link: `#v1.` and the state as JSON, deflated, in base64url. Browsers do the
// compression themselves.

/**
 * What the network runs on, where numbers are on. `fill`: ramp, ones, zeros, randn, pad or image; `norm`: how pixels
 * are normalized; `pad`: what is drawn, as strokes [x, y, x, y, …] on a square of 0 … 100.
 * @typedef {{fill: string, seed: number, norm?: string, pad?: number[][]}} Numbers
 * @typedef {{code: string, model: string, input: string, eval: boolean, open?: number[], view?: 'walk' | 'table',
 *            numbers?: Numbers}} State
 */

const FILLS = ['ramp', 'ones', 'zeros', 'randn', 'pad', 'image'];

/** Longer fragments are refused by some browsers. */
export const LONGEST = 1_000_000;
/** No program is larger; a small fragment that inflates beyond is not one of ours. */
const LARGEST = 8_000_000;

/**
 * @param {Uint8Array} bytes
 * @param {CompressionStream | DecompressionStream} stream
 */
async function through(bytes, stream) {
  const writer = stream.writable.getWriter();
  // Errors come out at the reading end.
  writer.write(/** @type {Uint8Array<ArrayBuffer>} */ (bytes)).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > LARGEST) throw new RangeError('too large');
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** @param {Uint8Array} bytes */
function toBase64url(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @param {string} text */
function fromBase64url(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}

/**
 * @param {State} state
 * @returns {Promise<string>} the fragment, with its #
 */
export async function write(state) {
  const short = {
    c: state.code,
    m: state.model || undefined,
    i: state.input || undefined,
    e: state.eval ? 1 : undefined,
    o: state.open,
    v: state.view === 'table' ? 1 : undefined,
    n: state.numbers && {
      f: state.numbers.fill,
      s: state.numbers.seed || undefined,
      n: state.numbers.norm,
      p: state.numbers.pad,
    },
  };
  const bytes = new TextEncoder().encode(JSON.stringify(short));
  return `#v1.${toBase64url(await through(bytes, new CompressionStream('deflate-raw')))}`;
}

/** @param {any} value as it stands in a link @returns {Numbers} */
function numbers(value) {
  const { f, s, n, p } = value;
  const whole = (/** @type {unknown} */ x) => Number.isInteger(x);
  const pad = Array.isArray(p) && p.every((stroke) => Array.isArray(stroke) && stroke.every(whole)) ? p : undefined;
  return {
    fill: FILLS.includes(f) ? f : 'ramp',
    seed: whole(s) && s >= 0 ? s : 0,
    ...(typeof n === 'string' ? { norm: n } : {}),
    ...(pad ? { pad } : {}),
  };
}

/**
 * @param {string} fragment
 * @returns {Promise<State | 'none' | 'newer' | 'damaged'>}
 */
export async function read(fragment) {
  const text = fragment.replace(/^#/, '');
  if (!text) return 'none';
  const version = /^v(\d+)\./.exec(text);
  if (!version) return /^[\w-]{0,40}$/.test(text) ? 'none' : 'damaged';
  if (version[1] !== '1') return 'newer';
  try {
    const bytes = await through(fromBase64url(text.slice(version[0].length)), new DecompressionStream('deflate-raw'));
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value?.c !== 'string') return 'damaged';
    const open = Array.isArray(value.o) ? value.o.filter((/** @type {unknown} */ i) => Number.isInteger(i)) : undefined;
    return {
      code: value.c,
      model: typeof value.m === 'string' ? value.m : '',
      input: typeof value.i === 'string' ? value.i : '',
      eval: Boolean(value.e),
      ...(open ? { open } : {}),
      ...(value.v ? { view: /** @type {const} */ ('table') } : {}),
      ...(value.n && typeof value.n === 'object' ? { numbers: numbers(value.n) } : {}),
    };
  } catch {
    return 'damaged';
  }
}
