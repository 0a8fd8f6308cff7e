import { compile } from './module.js';
import { Toolkit } from './toolkit.js';

export { ToolkitError } from './error.js';
export { Toolkit } from './toolkit.js';

/**
 * @typedef {import('./error.js').Kind} Kind
 * @typedef {import('./module.js').Source} Source
 * @typedef {import('./toolkit.js').Key} Key
 * @typedef {import('./toolkit.js').QRCode} QRCode
 * @typedef {import('./toolkit.js').Finding} Finding
 * @typedef {import('./toolkit.js').Diagnosis} Diagnosis
 */

/**
 * Fetches and starts the Go core. Nothing is fetched after that.
 *
 * @param {{ wasm?: Source, integrity?: string }} [options] where the module is, if not beside this file, and its SHA-384
 * @returns {Promise<Toolkit>}
 */
export async function load({ wasm = new URL('./otp.wasm', import.meta.url), integrity } = {}) {
  return new Toolkit(await compile(wasm, integrity));
}
