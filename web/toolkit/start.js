import { compile } from './module.js';
import { Toolkit } from './toolkit.js';

/**
 * Where the module is, if it is not beside this file, and its SHA-384 as in the
 * attribute `integrity` of a script element.
 *
 * @typedef {{ wasm?: import('./module.js').Source, integrity?: string }} Options
 */

/**
 * Fetches, compiles and starts the Go core.
 *
 * @param {Options} options
 * @returns {Promise<Toolkit>}
 */
export async function start({ wasm = new URL('./otp.wasm', import.meta.url), integrity }) {
  const module = await compile(wasm, integrity);
  const host = WebAssembly.Module.imports(module).length ? await import('./wasi.js') : undefined;
  return new Toolkit(module, host);
}
