import { load } from '../../toolkit/lean.js';

/** Loads the toolkit, and gets hold of the memory that it keeps to itself. */
export async function start() {
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    /**
     * @param {WebAssembly.Module} module
     * @param {WebAssembly.Imports} [imports]
     */
    constructor(module, imports) {
      super(module, imports);
      memory = /** @type {WebAssembly.Memory} */ (this.exports.memory);
    }
  };
  const otp = await load({
    wasm: new URL(/** @type {any} */ (globalThis).benchModule, location.href),
  });
  return {
    code: otp.code.bind(otp),
    svg: otp.svg.bind(otp),
    moduleMemory: () => memory?.buffer.byteLength,
  };
}
