import { load } from '../../toolkit/index.js';

/** Loads the toolkit, and gets hold of the memory that it keeps to itself. */
export async function start() {
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = /** @type {any} */ (function (/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) {
    const instance = new Instance(module, imports);
    memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
    return instance;
  });
  const otp = await load({ wasm: new URL(/** @type {any} */ (globalThis).benchModule, location.href) });
  return { code: otp.code.bind(otp), svg: otp.svg.bind(otp), moduleMemory: () => memory?.buffer.byteLength };
}
