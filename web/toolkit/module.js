import { ToolkitError } from './error.js';

/**
 * @typedef {string | URL | Response | BufferSource | WebAssembly.Module} Source
 */

/** @type {Map<string, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/**
 * Compiles a module, each URL only once. A failure is not remembered, so the
 * next call tries again.
 *
 * @param {Source} source
 * @param {string} [integrity] as in the attribute of a script element: sha384-
 *   and the base64 of the hash
 * @returns {Promise<WebAssembly.Module>}
 */
export function compile(source, integrity) {
  if (!isAddress(source)) return compileOnce(source, integrity);
  const key = `${source} ${integrity}`;
  const known = compiled.get(key);
  if (known) return known;
  const module = compileOnce(source, integrity);
  compiled.set(key, module);
  module.catch(() => compiled.delete(key));
  return module;
}

/** @param {Source} source @returns {source is string | URL} */
const isAddress = (source) => source instanceof URL || typeof source === 'string';

/** @param {Source} source @param {string} [integrity] */
async function compileOnce(source, integrity) {
  if (source instanceof WebAssembly.Module) return source;
  const delivered = isAddress(source) ? await get(source) : source;
  try {
    if (!(delivered instanceof Response)) return await compileBytes(delivered, integrity);
    const type = delivered.headers.get('content-type') ?? '';
    if (/^text\/html/i.test(type)) throw new TypeError('the response is a web page');
    if (!integrity && /^application\/wasm/i.test(type)) {
      return await WebAssembly.compileStreaming(delivered);
    }
    return await compileBytes(await delivered.arrayBuffer(), integrity);
  } catch (cause) {
    if (cause instanceof ToolkitError) throw cause;
    throw new ToolkitError('module', 'This is not a whole WebAssembly module.', { cause });
  }
}

/** @param {BufferSource} bytes @param {string} [integrity] */
async function compileBytes(bytes, integrity) {
  if (integrity) await (await import('./integrity-check.js')).check(bytes, integrity);
  return WebAssembly.compile(bytes);
}

/** @param {string | URL} url */
async function get(url) {
  const failed = 'The WebAssembly module could not be fetched';
  const response = await fetch(url).catch((cause) => {
    throw new ToolkitError('load', `${failed}.`, { cause });
  });
  if (!response.ok) throw new ToolkitError('load', `${failed}: HTTP ${response.status}.`);
  return response;
}
