/**
 * The imports that standard Go's runtime needs (WASI preview 1); TinyGo's
 * module needs none. There are no files, arguments or environment variables.
 * What a crashing program prints is dropped, because it could quote a seed.
 *
 * @param {WebAssembly.Module} module
 * @param {() => ArrayBuffer} memory returns the current buffer, which is
 *   replaced when the memory grows
 * @returns {WebAssembly.Imports}
 */
export function wasi(module, memory) {
  const view = () => new DataView(memory());
  // EBADF ends Go's search for directories. It ignores the answer elsewhere.
  const refused = () => 8;
  /** @param {number} count @param {number} size */
  const none = (count, size) => {
    view().setUint32(count, 0, true);
    view().setUint32(size, 0, true);
    return 0;
  };
  /** @type {Record<string, (...numbers: any[]) => number>} */
  const host = {
    args_sizes_get: none,
    environ_sizes_get: none,
    random_get(start, length) {
      crypto.getRandomValues(new Uint8Array(memory(), start, length));
      return 0;
    },
    clock_time_get(_clock, _precision, result) {
      view().setBigUint64(result, BigInt(Date.now()) * 1_000_000n, true);
      return 0;
    },
    proc_exit(status) {
      throw new WebAssembly.RuntimeError(`exit ${status}`);
    },
  };
  /** @type {Record<string, Record<string, WebAssembly.ImportValue>>} */
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = host[name] ?? refused;
  }
  return imports;
}

/**
 * Copies the memory of an instance of standard Go before its first call, for
 * the returned function to write back after each: what a call leaves in memory
 * cannot be erased otherwise. The function returns false if the copy does not
 * fit any more, because the call needed more memory or moved the stack.
 *
 * @param {any} exports
 * @returns {() => boolean}
 */
export function snapshot({ memory, settle, stack }) {
  settle();
  const place = stack();
  const copy = new Uint8Array(memory.buffer).slice();
  return () => {
    if (stack() !== place || memory.buffer.byteLength > copy.length) return true;
    new Uint8Array(memory.buffer).set(copy);
    return false;
  };
}
