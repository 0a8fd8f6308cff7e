import { explain, kindOf } from './explain.js';

/** @typedef {import('./start.js').Options} Options */

/** @type {Promise<BufferSource> | undefined} */
let copy;

/**
 * Loads the copy of the module inside the package where no module is at its
 * URL: some development servers and bundlers leave otp.wasm behind. Fetched
 * only after a failure.
 *
 * @param {unknown} error what loading from the URL failed with
 * @param {Options} options
 * @param {(options: Options) => Promise<import('./toolkit.js').Toolkit>} start
 */
export async function recover(error, options, start) {
  const reason = await explain(error, options.integrity);
  if (options.wasm || !['load', 'module'].includes(String(kindOf(reason)))) throw reason;
  copy ??= unpack();
  const wasm = await copy.catch(() => {
    copy = undefined;
    throw reason;
  });
  return start({ ...options, wasm });
}

async function unpack() {
  const { bytes } = await import('./inline.js');
  console.info('otp.wasm is not at its URL; the copy inside @virtual-mfa/toolkit is used instead.');
  return bytes();
}
