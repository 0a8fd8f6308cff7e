import { start } from './start.js';

export * from './lean.js'; // except load, which is defined here

/**
 * Loads and starts the Go core. Nothing is requested afterwards.
 *
 * @param {import('./start.js').Options} [options]
 * @returns {Promise<import('./toolkit.js').Toolkit>}
 */
export const load = (options = {}) =>
  start(options).catch(async (error) =>
    (await import('./recover.js')).recover(error, options, start),
  );
