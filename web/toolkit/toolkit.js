import { ToolkitError } from './error.js';
import { Exchange, text } from './exchange.js';
import { markup, picture } from './draw.js';

/**
 * @typedef {{ issuer: string, account: string, seed: string }} Key what a key URI says; an empty issuer means none
 * @typedef {{ size: number, path: string, modules: Uint8Array }} QRCode modules on a side with the quiet zone; the dark ones as the data of
 *   an SVG path to be stroked one module wide; and module by module, 1 for dark
 * @typedef {'in-step' | 'out-of-step' | 'same-code' | 'wrong-order' | 'not-consecutive' | 'one-wrong' | 'none-right'} Finding
 * @typedef {{ finding: Finding, steps: number, ahead: [least: number, most: number] }} Diagnosis how far the phone's clock is ahead, in steps of
 *   30 seconds, and between how many milliseconds if it shows the newer code now
 * @typedef {Date | number} Time a number is milliseconds since 1970, like Date.now()
 */

/** @typedef {import('./error.js').Kind} Kind */

// More than any key URI has, and less than would make the module's memory grow for good.
const longest = 8192;

/** One instance of the Go core. Made by load; every method is synchronous but png, and throws a ToolkitError. */
export class Toolkit {
  #module;
  #disposed = false;
  /** @type {Exchange | undefined} */
  #exchange;

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    this.#module = module;
    this.#exchange = this.#start();
  }

  /** The code that a device with this seed shows. @param {string} seed @param {Time} [at] @returns {string} */
  code(seed, at = Date.now()) {
    return text(this.#call('code', [seed], at)[0]);
  }

  /** The last code and the current one, older first: what enabling a device asks for. @param {string} seed @param {Time} [at] @returns {[older: string, newer: string]} */
  pair(seed, at = Date.now()) {
    const [older, newer] = this.#call('pair', [seed], at).map(text);
    return [older, newer];
  }

  /** For how many milliseconds the current code lasts. @param {Time} [at] @returns {number} */
  left(at = Date.now()) {
    return Number(text(this.#call('left', [], at)[0]));
  }

  /** The seed as apps take it, and whether it has fewer than the 16 bytes of RFC 4226. @param {string} seed @returns {{ seed: string, short: boolean }} */
  seed(seed) {
    const [normal, short] = this.#call('seed', [seed]).map(text);
    return { seed: normal, short: short === 'true' };
  }

  /** The key URI that apps scan. @param {{ issuer?: string, account: string, seed: string }} key @returns {string} */
  uri({ issuer = '', account, seed }) {
    return text(this.#call('uri', [issuer, account, seed])[0]);
  }

  /** @param {string} uri @returns {Key} */
  parse(uri) {
    const [issuer, account, seed] = this.#call('parse', [uri]).map(text);
    return { issuer, account, seed };
  }

  /** @param {string} uri or any other text @returns {QRCode} */
  symbol(uri) {
    const [path, modules] = this.#call('symbol', [uri]);
    return { size: Math.sqrt(modules.length), path: text(path), modules };
  }

  /** The QR code as an SVG document. @param {string} uri @returns {string} */
  svg(uri) {
    return markup(this.symbol(uri));
  }

  /** The QR code as a picture of at least size pixels, every module a whole number of them. @param {string} uri @param {{ size?: number }} [options] @returns {Promise<Blob>} */
  async png(uri, { size = 250 } = {}) {
    return picture(this.symbol(uri), size);
  }

  /** What two codes, older first, tell about a phone. @param {string} seed @param {string} older @param {string} newer @param {Time} [at] @returns {Diagnosis} */
  diagnose(seed, older, newer, at = Date.now()) {
    const [finding, steps, least, most] = this.#call('diagnose', [seed, older, newer], at).map(text);
    return { finding: /** @type {Finding} */ (finding), steps: Number(steps), ahead: [Number(least), Number(most)] };
  }

  /** Overwrites the module's memory and lets go of it. */
  dispose() {
    this.#exchange?.erase();
    this.#exchange = undefined;
    this.#disposed = true;
  }

  /** @param {string} name @param {string[]} texts @param {Time} [at] */
  #call(name, texts, at) {
    if (this.#disposed) throw new ToolkitError('disposed', 'The toolkit was disposed of.');
    this.#exchange ??= this.#start(); // after a crash
    try {
      const [failed, results] = this.#exchange.call(name, texts, Number(at));
      if (!failed) return results;
      const [kind, part, offset, message] = results.map(text); // describe of wasm/toolkit
      throw new ToolkitError(/** @type {Kind} */ (kind), message, { part, offset: Number(offset) });
    } catch (cause) {
      if (cause instanceof ToolkitError) throw cause;
      this.#exchange = undefined; // a module that trapped has broken invariants
      throw new ToolkitError('crashed', 'The WebAssembly module crashed; the next call starts a new one.', { cause });
    }
  }

  #start() {
    try {
      return new Exchange(this.#module, longest);
    } catch (cause) {
      throw new ToolkitError('module', 'The WebAssembly module is not the toolkit.', { cause });
    }
  }
}
