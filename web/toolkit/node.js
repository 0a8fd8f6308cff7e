import { start } from './node-start.js';
import { recover } from './recover.js';

export * from './lean.js'; // except load, which is defined here

/**
 * load of index.js for Node.
 *
 * @param {import('./start.js').Options} [options]
 * @returns {Promise<import('./toolkit.js').Toolkit>}
 */
export const load = (options = {}) =>
  start(options).catch((error) => recover(error, options, start));
