// Of Emscripten's glue, what parts.js stands among.
declare const Module: {
  told?: (steps: number) => void;
  instantiateWasm?: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object;
  atOnce?: boolean;
  library?: (name: string) => string;
  whole?: () => Promise<unknown>;
};
/** Ends the start of the core with a reason; throws it too. */
declare function abort(reason: unknown): never;
/** A file's bytes, at once: from the disk in Node, with a synchronous request in a worker. */
declare function readBinary(address: string): Uint8Array<ArrayBuffer>;
