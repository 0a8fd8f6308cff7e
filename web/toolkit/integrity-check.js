import { ToolkitError } from './error.js';

/**
 * Throws unless bytes have the SHA-384 that integrity names. Fetched only where
 * a page asks for the check.
 *
 * @param {BufferSource} bytes
 * @param {string} integrity
 */
export async function check(bytes, integrity) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-384', bytes));
  if (integrity === `sha384-${btoa(String.fromCharCode(...digest))}`) return;
  throw new ToolkitError(
    'integrity',
    'The SHA-384 of the WebAssembly module is not the expected one.',
  );
}
