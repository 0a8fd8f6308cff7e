import { ToolkitError } from './error.js';

/** @typedef {import('./toolkit.js').Toolkit} Toolkit */

/**
 * The toolkit that all elements draw with: `otp` once it is there, `failure` if
 * it could not be loaded.
 *
 * @type {{ otp?: Toolkit, failure?: ToolkitError }}
 */
export const source = {};

/**
 * The elements that are in a document. The others draw when they get there.
 *
 * @type {Set<{ refresh(): void }>}
 */
export const connected = new Set();

/** @type {Toolkit | PromiseLike<Toolkit> | undefined} */
let given;

/**
 * Replaces the toolkit. Until a promise is fulfilled, elements keep what they
 * show: the promise may replace a toolkit that was disposed of.
 *
 * @param {Toolkit | PromiseLike<Toolkit>} next
 */
export function use(next) {
  if (next === given || next === source.otp) return;
  given = next;
  if (!('then' in next)) return settle({ otp: next });
  settle({});
  next.then(
    (otp) => given === next && settle({ otp }),
    (error) => given === next && settle({ failure: asToolkitError(error) }),
  );
}

/** @param {typeof source} now */
function settle({ otp, failure }) {
  Object.assign(source, { otp, failure });
  if (otp || failure) for (const element of connected) element.refresh();
}

/** @param {unknown} cause */
function asToolkitError(cause) {
  if (cause instanceof ToolkitError) return cause;
  return new ToolkitError('load', 'The toolkit could not be loaded.', { cause });
}
