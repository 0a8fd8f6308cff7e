import { ToolkitError } from './error.js';

/**
 * Why loading failed: what is missing here, where something is, and otherwise
 * the error itself. Fetched only after a failure.
 *
 * @param {unknown} cause
 * @param {string} [integrity]
 * @returns {Promise<ToolkitError>}
 */
export async function explain(cause, integrity) {
  if (!globalThis.WebAssembly) return unsupported('There is no WebAssembly here.', cause);
  if (!globalThis.TextEncoder) return unsupported('There is no TextEncoder here.', cause);
  if (integrity && !globalThis.crypto?.subtle) {
    const message = 'Integrity is checked only on pages that come by https or from localhost.';
    return unsupported(message, cause);
  }
  if (kindOf(cause) === 'module' && !(await mayStart())) {
    const message =
      "The page's Content-Security-Policy forbids WebAssembly: its script-src lacks 'wasm-unsafe-eval'.";
    return unsupported(message, cause);
  }
  return /** @type {ToolkitError} */ (cause);
}

/** @param {unknown} error */
export const kindOf = (error) => error instanceof ToolkitError && error.kind;

/** @param {string} message @param {unknown} cause */
const unsupported = (message, cause) => new ToolkitError('unsupported', message, { cause });

/**
 * Whether WebAssembly may be used here. The smallest module is started, because
 * some browsers apply the page's policy when a module starts, not before.
 */
const mayStart = () =>
  WebAssembly.instantiate(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)).then(
    () => true,
    () => false,
  );
