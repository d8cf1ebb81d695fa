// The page's state as a link: `#v1.` and the state as JSON, deflated, in base64url. Browsers do the
// compression themselves.

/**
 * @typedef {{code: string, model: string, input: string, eval: boolean, open?: number[], view?: 'walk' | 'table'}} State
 */

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
  };
  const bytes = new TextEncoder().encode(JSON.stringify(short));
  return `#v1.${toBase64url(await through(bytes, new CompressionStream('deflate-raw')))}`;
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
    };
  } catch {
    return 'damaged';
  }
}
