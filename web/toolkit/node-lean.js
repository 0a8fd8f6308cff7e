import { explain } from './explain.js';
import { start } from './node-start.js';

export * from './lean.js'; // except load, which is defined here

/**
 * load of lean.js for Node.
 *
 * @param {import('./start.js').Options} [options]
 * @returns {Promise<import('./toolkit.js').Toolkit>}
 */
export const load = (options = {}) =>
  start(options).catch(async (error) => {
    throw await explain(error, options.integrity);
  });
