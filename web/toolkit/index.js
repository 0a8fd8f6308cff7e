import { compile } from './module.js';
import { Toolkit } from './toolkit.js';

export { ToolkitError } from './error.js';
export { Toolkit } from './toolkit.js';

/**
 * Fetches and starts the Go core. Nothing is fetched after that.
 *
 * @param {{ wasm?: import('./module.js').Source, integrity?: string }} [options] where the module is, if not beside this file, and its SHA-384
 * @returns {Promise<Toolkit>}
 */
export async function load({ wasm = new URL('./otp.wasm', import.meta.url), integrity } = {}) {
  return new Toolkit(await compile(wasm, integrity));
}
