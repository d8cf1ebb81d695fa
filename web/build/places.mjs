// The first part of the core imports a placeholder for each place of the table that the second part will fill, by the
// place's number. They come in order: where a number is the next one, it need not be said, and 2 KB of download are saved.

import { reader, sections, writer } from './binary.mjs';

const IMPORTS = 2;
const FUNCTION = 0;

/** @param {Uint8Array} wasm @param {string} namespace of the placeholders @returns {Uint8Array} */
export function shortenPlaces(wasm, namespace) {
  const out = writer();
  out.bytes(wasm.subarray(0, 8));
  for (const { id, body, whole } of sections(wasm)) {
    if (id !== IMPORTS) {
      out.bytes(whole);
      continue;
    }
    const short = shortened(body, namespace);
    out.byte(IMPORTS);
    out.number(short.length);
    out.bytes(short);
  }
  return out.result();
}

/** @param {Uint8Array} imports @param {string} namespace */
function shortened(imports, namespace) {
  const from = reader(imports);
  const out = writer();
  const count = from.number();
  out.number(count);
  let last = -1;
  for (let i = 0; i < count; i++) {
    const start = from.at();
    const module = from.name();
    const named = from.at();
    const what = from.name();
    const kind = from.at();
    if (from.byte() !== FUNCTION) throw new Error(`The core imports ${module}.${what}, which is no function.`);
    from.number(); // its type
    const place = module === namespace ? Number(what) : -1;
    const next = place >= 0 && place === last + 1;
    out.bytes(imports.subarray(start, next ? named : from.at()));
    if (next) {
      out.byte(0);
      out.bytes(imports.subarray(kind, from.at()));
    }
    if (place >= 0) last = place;
  }
  return out.result();
}
