import { readFile } from 'node:fs/promises';
import { load as loadFrom, ToolkitError } from './index.js';

export * from './index.js'; // but load, which is this file's

/**
 * Reads and starts the Go core: load of index.js, for a runtime whose fetch takes no file: URLs.
 *
 * @param {{ wasm?: import('./module.js').Source, integrity?: string }} [options]
 * @returns {Promise<import('./toolkit.js').Toolkit>}
 */
export async function load({ wasm = new URL('./otp.wasm', import.meta.url), integrity } = {}) {
  return loadFrom({ wasm: wasm instanceof URL && wasm.protocol === 'file:' ? await read(wasm) : wasm, integrity });
}

/** @param {URL} file */
const read = (file) =>
  readFile(file).catch((cause) => {
    throw new ToolkitError('load', 'The WebAssembly module could not be read.', { cause });
  });
