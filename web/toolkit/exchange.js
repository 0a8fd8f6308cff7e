import { ToolkitError } from './error.js';
import { wasi } from './wasi.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One instance of a module, and the way texts and bytes go in and out of it (wasm/internal/exchange). */
export class Exchange {
  /** @type {any} */
  #exports;
  #arguments;

  /** @param {WebAssembly.Module} module @param {number} longest how many bytes the arguments of a call may have, with four more for each */
  constructor(module, longest) {
    this.#arguments = new Uint8Array(longest);
    // Standard Go allocates while it starts, so the memory is asked for anew by every import.
    this.#exports = new WebAssembly.Instance(module, wasi(module, () => this.#exports.memory.buffer)).exports;
    this.#exports._initialize();
  }

  /**
   * @param {string} name an export
   * @param {string[]} fields its arguments
   * @param {number} [ms] the time, for exports that take one
   * @returns {[failed: boolean, results: Uint8Array[]]} its results, or what describes its failure
   */
  call(name, fields, ms) {
    const length = this.#write(fields);
    this.#memory(this.#exports.input(length), length).set(this.#arguments.subarray(0, length));
    this.#arguments.fill(0, 0, length);
    const status = this.#exports[name](ms);
    const results = split(this.#memory(this.#exports.output(), status < 0 ? -1 - status : status));
    this.#exports.wipe();
    return [status < 0, results];
  }

  /** Overwrites all that the module ever held. */
  erase() {
    new Uint8Array(this.#exports.memory.buffer).fill(0);
  }

  /** @param {number} start @param {number} length */
  #memory(start, length) {
    return new Uint8Array(this.#exports.memory.buffer, start, length);
  }

  /**
   * Writes an argument where there is room: a text, in UTF-8. Who has bytes overrides it.
   *
   * @param {string} field @param {Uint8Array} room
   */
  put(field, room) {
    if (typeof field !== 'string') throw new ToolkitError('text', 'An argument is not a string.');
    return encoder.encodeInto(field, room);
  }

  /** @param {string[]} fields */
  #write(fields) {
    const longest = this.#arguments.length;
    let end = 0;
    for (const field of fields) {
      const { read, written } = this.put(field, this.#arguments.subarray(end + 4));
      if (end + 4 > longest || read < field.length) throw new ToolkitError('text', `The arguments are longer than ${longest} bytes.`);
      new DataView(this.#arguments.buffer).setUint32(end, written, true);
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
