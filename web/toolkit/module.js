import { ToolkitError } from './error.js';

/** @typedef {string | URL | Response | BufferSource | WebAssembly.Module} Source */

/** @type {Map<string, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/**
 * Compiles a module, one URL only once. A failure is forgotten, so that the next call tries again.
 *
 * @param {Source} source
 * @param {string} [integrity] like the attribute of a script element: sha384- and the base64 of the hash
 * @returns {Promise<WebAssembly.Module>}
 */
export function compile(source, integrity) {
  if (!(source instanceof URL) && typeof source !== 'string') return compileOnce(source, integrity);
  const key = `${source} ${integrity}`;
  const known = compiled.get(key);
  if (known) return known;
  const module = compileOnce(source, integrity);
  compiled.set(key, module);
  module.catch(() => compiled.delete(key));
  return module;
}

/** @param {Source} source @param {string} [integrity] */
async function compileOnce(source, integrity) {
  if (source instanceof WebAssembly.Module) return source;
  const delivered = source instanceof URL || typeof source === 'string' ? await get(source) : source;
  try {
    if (!integrity && delivered instanceof Response && isWasm(delivered)) return await WebAssembly.compileStreaming(delivered);
    const bytes = delivered instanceof Response ? await delivered.arrayBuffer() : delivered;
    if (integrity) await verify(bytes, integrity);
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    if (cause instanceof ToolkitError) throw cause;
    throw new ToolkitError('module', 'This is no whole WebAssembly module, or the page forbids it.', { cause });
  }
}

/** @param {string | URL} url */
async function get(url) {
  const response = await fetch(url).catch((cause) => {
    throw new ToolkitError('load', 'The WebAssembly module could not be fetched.', { cause });
  });
  if (!response.ok) throw new ToolkitError('load', `The WebAssembly module could not be fetched: HTTP ${response.status}.`);
  return response;
}

/** @param {Response} response */
const isWasm = (response) => /^application\/wasm\b/i.test(response.headers.get('content-type') ?? '');

/** @param {BufferSource} bytes @param {string} integrity */
async function verify(bytes, integrity) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-384', bytes));
  if (integrity !== `sha384-${btoa(String.fromCharCode(...digest))}`) {
    throw new ToolkitError('integrity', 'The WebAssembly module has another SHA-384 than it should have.');
  }
}
