import { start } from './start.js';

export { ToolkitError } from './error.js';
export { Toolkit } from './toolkit.js';

/**
 * @typedef {import('./error.js').Kind} Kind
 * @typedef {import('./module.js').Source} Source
 * @typedef {import('./start.js').Options} Options
 * @typedef {import('./toolkit.js').Key} Key
 * @typedef {import('./toolkit.js').QRCode} QRCode
 * @typedef {import('./toolkit.js').Finding} Finding
 * @typedef {import('./toolkit.js').Diagnosis} Diagnosis
 */

/**
 * Loads and starts the Go core, without the copy inside the package that the
 * main entry point falls back on. Nothing is requested afterwards.
 *
 * @param {import('./start.js').Options} [options]
 * @returns {Promise<import('./toolkit.js').Toolkit>}
 */
export const load = (options = {}) =>
  start(options).catch(async (error) => {
    throw await (await import('./explain.js')).explain(error, options.integrity);
  });
