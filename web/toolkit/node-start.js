import { readFile } from 'node:fs/promises';
import { ToolkitError } from './error.js';
import { start as startFrom } from './start.js';

/**
 * start of start.js for Node, whose fetch does not take file: URLs.
 *
 * @param {import('./start.js').Options} options
 * @returns {Promise<import('./toolkit.js').Toolkit>}
 */
export async function start({ wasm = new URL('./otp.wasm', import.meta.url), integrity }) {
  const isFile = wasm instanceof URL && wasm.protocol === 'file:';
  return startFrom({ wasm: isFile ? await read(wasm) : wasm, integrity });
}

/** @param {URL} file */
const read = (file) =>
  readFile(file).catch((cause) => {
    throw new ToolkitError('load', 'The WebAssembly module could not be read.', { cause });
  });
