import { ToolkitError } from './error.js';
import { wasi } from './wasi.js';

/** @typedef {import('./error.js').Kind} Kind */

// More than any key URI has, and less than would make the module's memory grow for good.
const longest = 8192;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One instance of the module, and the way texts go in and out of it (wasm/toolkit/main.go). */
export class Exchange {
  /** @type {any} */
  #exports;
  #arguments = new Uint8Array(longest);
  #view = new DataView(this.#arguments.buffer);

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    // Standard Go allocates while it starts, so the memory is asked for anew by every import.
    this.#exports = new WebAssembly.Instance(module, wasi(module, () => this.#exports.memory.buffer)).exports;
    this.#exports._initialize();
  }

  /**
   * @param {string} name an export
   * @param {string[]} texts its arguments
   * @param {number} ms the time, which exports without one ignore
   * @returns {Uint8Array[]} its results
   */
  call(name, texts, ms) {
    const length = this.#write(texts);
    this.#memory(this.#exports.input(length), length).set(this.#arguments.subarray(0, length));
    this.#arguments.fill(0, 0, length);
    const status = this.#exports[name](ms);
    const results = split(this.#memory(this.#exports.output(), status < 0 ? -1 - status : status));
    this.#exports.wipe();
    if (status < 0) throw failure(results.map(text));
    return results;
  }

  /** Overwrites all that the module ever held. */
  erase() {
    new Uint8Array(this.#exports.memory.buffer).fill(0);
  }

  /** @param {number} start @param {number} length */
  #memory(start, length) {
    return new Uint8Array(this.#exports.memory.buffer, start, length);
  }

  /** @param {string[]} texts */
  #write(texts) {
    let end = 0;
    for (const text of texts) {
      if (typeof text !== 'string') throw new ToolkitError('text', 'An argument is not a string.');
      const { read, written } = encoder.encodeInto(text, this.#arguments.subarray(end + 4));
      if (end + 4 > longest || read < text.length) throw new ToolkitError('text', `The arguments are longer than ${longest} bytes.`);
      this.#view.setUint32(end, written, true);
      end += 4 + written;
    }
    return end;
  }
}

/** @param {Uint8Array} bytes */
function split(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields = [];
  for (let end = 0; end < bytes.length; ) {
    const start = end + 4;
    end = start + view.getUint32(end, true);
    fields.push(bytes.slice(start, end));
  }
  return fields;
}

/** @param {Uint8Array} bytes */
export const text = (bytes) => decoder.decode(bytes);

/** @param {string[]} fields */
function failure([kind, part, offset, message]) {
  return new ToolkitError(/** @type {Kind} */ (kind), message, { part, offset: Number(offset) });
}
