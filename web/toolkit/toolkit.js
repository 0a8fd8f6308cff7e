import { markup, picture } from './draw.js';
import { ToolkitError } from './error.js';
import { Instance, text } from './instance.js';

/**
 * How codes are made. The defaults are AWS's: SHA1, 6 digits and 30 seconds.
 * Digits may be 6, 7 or 8; the period is 1 to 86,400 seconds.
 *
 * @typedef {{ algorithm?: string, digits?: number, period?: number }} Parameters
 */

/**
 * A key for which there are codes: a seed in base32, alone for AWS's
 * parameters.
 *
 * @typedef {string | Readonly<Parameters & { seed: string }>} SeedOrKey
 */

/**
 * - `issuer`: issuers differ within the URI
 * - `account`: there is no account
 * - `text`: bytes that were not UTF-8 became U+FFFD
 * - `secret`: characters that do not fill a byte were dropped
 * - `parameters`: AWS has no devices with these parameters
 *
 * @typedef {'issuer' | 'account' | 'text' | 'secret' | 'parameters'} Warning
 */

/**
 * What a key URI says; an empty issuer means that there is none.
 *
 * @typedef {{ issuer: string, account: string, seed: string, algorithm: string,
 *   digits: number, period: number, warnings: Warning[] }} Key
 */

/**
 * One QR code of Google Authenticator's export: its keys, those that show no
 * codes of RFC 6238, and which of how many QR codes it is, from 0.
 *
 * @typedef {{ keys: Key[], skipped: { issuer: string, account: string, reason: string }[],
 *   batch: { index: number, size: number } }} Migration
 */

/**
 * A QR code: how many modules it has on a side, quiet zone included; its dark
 * modules as the data of an SVG path to be stroked one module wide; and every
 * module, 1 for dark.
 *
 * @typedef {{ size: number, path: string, modules: Uint8Array }} QRCode
 */

/**
 * @typedef {'in-step' | 'out-of-step' | 'same-code' | 'wrong-order'
 *   | 'not-consecutive' | 'one-wrong' | 'none-right'} Finding
 */

/**
 * How far the phone's clock is ahead: in steps of 30 seconds, and between how
 * many milliseconds if the phone shows the newer code now.
 *
 * @typedef {{ finding: Finding, steps: number, ahead: [least: number, most: number] }} Diagnosis
 */

/**
 * A number is milliseconds since 1970, as Date.now() returns them.
 *
 * @typedef {Date | number} Time
 */

/** @typedef {import('./error.js').Kind} Kind */

// Longer than any key URI, and short enough that the module's memory, which
// never shrinks, stays small.
const limit = 8192;

/**
 * An instance of the Go core; load() makes one. Every method except png is
 * synchronous. Methods throw a ToolkitError.
 */
export class Toolkit {
  #module;
  #host;
  #disposed = false;
  /** @type {Instance | undefined} */
  #instance;

  /**
   * @param {WebAssembly.Module} module
   * @param {import('./instance.js').Host} [host]
   */
  constructor(module, host) {
    this.#module = module;
    this.#host = host;
    this.#instance = this.#start();
  }

  /**
   * The code that a device with this key shows.
   *
   * @param {SeedOrKey} key @param {Time} [at] @returns {string}
   */
  code(key, at = Date.now()) {
    return text(this.#call('code', fieldsOf(key), at)[0]);
  }

  /**
   * The previous code and the current one: what EnableMFADevice asks for.
   *
   * @param {SeedOrKey} key @param {Time} [at]
   * @returns {[older: string, newer: string]}
   */
  pair(key, at = Date.now()) {
    const [older, newer] = this.#call('pair', fieldsOf(key), at).map(text);
    return [older, newer];
  }

  /**
   * How many milliseconds the current code lasts (RFC 6238 §4.2).
   *
   * @param {Time} [at]
   * @param {Pick<Parameters, 'period'>} [key]
   * @returns {number}
   */
  left(at = Date.now(), { period = 30 } = {}) {
    return +text(this.#call('left', [`${period}`], at)[0]);
  }

  /**
   * The seed as apps take it, and whether it is shorter than the 16 bytes that
   * RFC 4226 requires.
   *
   * @param {string} seed @returns {{ seed: string, short: boolean }}
   */
  seed(seed) {
    const [normal, short] = this.#call('seed', [seed]).map(text);
    return { seed: normal, short: short === 'true' };
  }

  /**
   * The key URI that apps scan.
   *
   * @param {Parameters & { issuer?: string, account: string, seed: string }} key
   * @returns {string}
   */
  uri(key) {
    return text(this.#call('uri', [key.issuer ?? '', key.account, ...fieldsOf(key)])[0]);
  }

  /**
   * Reads a key URI. What could make a code wrong is an error; what is odd
   * about names is a warning.
   *
   * @param {string} uri @returns {Key}
   */
  parse(uri) {
    return toKey(this.#call('parse', [uri]).map(text));
  }

  /**
   * Reads a QR code of Google Authenticator's export, otpauth-migration://…
   *
   * @param {string} uri @returns {Migration}
   */
  migration(uri) {
    const fields = this.#call('migration', [uri]).map(text);
    const [index, size, count] = fields.splice(0, 3).map(Number);
    const keys = Array.from({ length: count }, () => toKey(fields.splice(0, 7)));
    const skipped = [];
    while (fields.length) {
      const [issuer, account, reason] = fields.splice(0, 3);
      skipped.push({ issuer, account, reason });
    }
    return { keys, skipped, batch: { index, size } };
  }

  /** @param {string} uri or any other text @returns {QRCode} */
  symbol(uri) {
    const [path, modules] = this.#call('symbol', [uri]);
    return { size: Math.sqrt(modules.length), path: text(path), modules };
  }

  /**
   * The QR code as an SVG document.
   *
   * @param {string} uri @returns {string}
   */
  svg(uri) {
    return markup(this.symbol(uri));
  }

  /**
   * The QR code as a PNG of at least size pixels on a side. Every module is a
   * whole number of pixels wide.
   *
   * @param {string} uri @param {{ size?: number }} [options]
   * @returns {Promise<Blob>}
   */
  async png(uri, { size = 250 } = {}) {
    return picture(this.symbol(uri), size);
  }

  /**
   * Diagnoses a phone's clock from two codes, the older one first. The key must
   * have AWS's parameters.
   *
   * @param {SeedOrKey} key @param {string} older @param {string} newer
   * @param {Time} [at] @returns {Diagnosis}
   */
  diagnose(key, older, newer, at = Date.now()) {
    const fields = this.#call('diagnose', [...fieldsOf(key), older, newer], at).map(text);
    const [steps, least, most] = fields.slice(1).map(Number);
    return { finding: /** @type {Finding} */ (fields[0]), steps, ahead: [least, most] };
  }

  /** Zeroes and releases the module's memory. */
  dispose() {
    this.#instance?.erase();
    this.#instance = undefined;
    this.#disposed = true;
  }

  /** @param {string} name @param {string[]} fields @param {Time} [at] */
  #call(name, fields, at) {
    if (this.#disposed) throw new ToolkitError('disposed', 'The toolkit was disposed of.');
    this.#instance ??= this.#start(); // after a crash
    try {
      const [failed, results] = this.#instance.call(name, fields, Number(at));
      if (!failed) return results;
      // describe in wasm/toolkit writes these four.
      const [kind, part, offset, message] = results.map(text);
      const details = { part, offset: +offset };
      throw new ToolkitError(/** @type {Kind} */ (kind), message, details);
    } catch (cause) {
      if (cause instanceof ToolkitError) throw cause;
      // An instance that trapped is in an unknown state, and may hold a seed.
      this.#instance.erase();
      this.#instance = undefined;
      const message = 'The WebAssembly module crashed; the next call starts a new one.';
      throw new ToolkitError('crashed', message, { cause });
    }
  }

  #start() {
    try {
      return new Instance(this.#module, limit, this.#host);
    } catch (cause) {
      throw new ToolkitError('module', 'The WebAssembly module is not the toolkit.', { cause });
    }
  }
}

/** @param {any} key a SeedOrKey, if the caller kept to the types */
function fieldsOf(key) {
  if (key?.seed === undefined) return [key, '', '', ''];
  const { seed, algorithm = '', digits = '', period = '' } = key;
  return [seed, algorithm, `${digits}`, `${period}`];
}

/** @param {string[]} fields @returns {Key} */
function toKey([issuer, account, seed, algorithm, digits, period, names]) {
  const warnings = /** @type {Warning[]} */ (names.split(' ').slice(1));
  return { issuer, account, seed, algorithm, digits: +digits, period: +period, warnings };
}
