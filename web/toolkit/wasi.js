/**
 * What standard Go's runtime asks of its host (WASI preview 1). TinyGo's module asks for nothing. There are no files, no arguments and no
 * environment here, and what a crashing program prints is dropped: it could quote a seed.
 *
 * @param {WebAssembly.Module} module
 * @param {() => ArrayBuffer} memory the buffer as it is now: growing the memory replaces it
 * @returns {WebAssembly.Imports}
 */
export function wasi(module, memory) {
  const view = () => new DataView(memory());
  const badDescriptor = () => 8; // EBADF, also the answer that ends Go's search for directories
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
    args_get: () => 0,
    environ_get: () => 0,
    sched_yield: () => 0,
    random_get(start, length) {
      crypto.getRandomValues(new Uint8Array(memory(), start, length));
      return 0;
    },
    clock_time_get(_clock, _precision, result) {
      view().setBigUint64(result, BigInt(Date.now()) * 1_000_000n, true);
      return 0;
    },
    fd_write(_descriptor, vectors, count, written) {
      let length = 0;
      for (let i = 0; i < count; i++) length += view().getUint32(vectors + 8 * i + 4, true);
      view().setUint32(written, length, true);
      return 0;
    },
    proc_exit(status) {
      throw new WebAssembly.RuntimeError(`exit ${status}`);
    },
  };
  /** @type {Record<string, Record<string, WebAssembly.ImportValue>>} */
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = host[name] ?? badDescriptor;
  }
  return imports;
}
