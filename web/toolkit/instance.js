import { ToolkitError } from './error.js';

/**
 * @typedef {string | Uint8Array} Field
 * @typedef {typeof import('./wasi.js')} Host
 */

// Made when they are first used: not every place that can import this has them.
/** @type {TextEncoder} */
let encoder;
/** @type {TextDecoder} */
let decoder;

/**
 * One instance of a module, and the calling convention that it shares with the
 * Go package wasm/internal/wasmabi.
 */
export class Instance {
  /** @type {any} */
  #exports;
  /** @type {any} true if the instance is of no more use */
  #wipe;
  #start;
  #arguments;

  /**
   * @param {WebAssembly.Module} module
   * @param {number} limit the most bytes that the arguments of a call may take,
   *   each with four bytes for its length
   * @param {Host} [host] what a module needs that has imports
   */
  constructor(module, limit, host) {
    encoder ??= new TextEncoder();
    decoder ??= new TextDecoder();
    this.#arguments = new Uint8Array(limit);
    this.#start = () => {
      // Standard Go grows its memory while it starts, which replaces the
      // buffer.
      const memory = () => this.#exports.memory.buffer;
      const imports = host?.wasi(module, memory);
      this.#exports = new WebAssembly.Instance(module, imports).exports;
      this.#exports._initialize();
      this.#wipe = host?.snapshot(this.#exports) ?? this.#exports.wipe;
    };
    this.#start();
  }

  /**
   * @param {string} name an export
   * @param {Field[]} fields its arguments
   * @param {number} [ms] the time, for exports that take one
   * @returns {[failed: boolean, results: Uint8Array[]]} its results, or the
   *   description of its failure
   */
  call(name, fields, ms) {
    let length = this.#arguments.length;
    try {
      length = this.#write(fields);
      this.#memory(this.#exports.input(length), length).set(this.#arguments.subarray(0, length));
    } finally {
      this.#arguments.fill(0, 0, length);
    }
    const status = this.#exports[name](ms);
    const results = split(this.#memory(this.#exports.output(), status < 0 ? ~status : status));
    if (this.#wipe()) {
      this.erase();
      this.#start();
    }
    return [status < 0, results];
  }

  /** Zeroes the module's whole memory; the instance is of no use afterwards. */
  erase() {
    new Uint8Array(this.#exports.memory.buffer).fill(0);
  }

  /** @param {number} start @param {number} length */
  #memory(start, length) {
    return new Uint8Array(this.#exports.memory.buffer, start, length);
  }

  /** @param {Field[]} fields */
  #write(fields) {
    const limit = this.#arguments.length;
    const view = new DataView(this.#arguments.buffer);
    let end = 0;
    for (const field of fields) {
      const { read, written } = field === '' ? none : put(field, this.#arguments.subarray(end + 4));
      if (end + 4 > limit || read < field.length) {
        throw new ToolkitError('text', `The arguments are longer than ${limit} bytes.`);
      }
      view.setUint32(end, written, true);
      end += 4 + written;
    }
    return end;
  }
}

const none = { read: 0, written: 0 };

/**
 * Writes as much of a field as there is room for: a string in UTF-8.
 *
 * @param {Field} field @param {Uint8Array} room
 */
function put(field, room) {
  if (typeof field === 'string') return encoder.encodeInto(field, room);
  if (!(field instanceof Uint8Array)) {
    throw new ToolkitError('text', 'An argument is not a string.');
  }
  const bytes = field.subarray(0, room.length);
  room.set(bytes);
  return { read: bytes.length, written: bytes.length };
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
