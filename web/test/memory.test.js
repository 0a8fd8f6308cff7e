import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import { builds, rfcSeed } from './builds.js';

/** Loads a build and gets hold of its memory, which the toolkit keeps to itself. @param {Uint8Array} wasm */
async function loadWithMemory(wasm) {
  const { Instance } = WebAssembly;
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  WebAssembly.Instance = class extends Instance {
    /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} [imports] */
    constructor(module, imports) {
      super(module, imports);
      memory = /** @type {WebAssembly.Memory} */ (this.exports.memory);
    }
  };
  try {
    const otp = await load({ wasm });
    return { otp, memory: /** @type {WebAssembly.Memory} */ (/** @type {unknown} */ (memory)) };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

for (const [name, wasm] of Object.entries(builds)) {
  test(`${name} needs no more memory after 10,000 QR codes than after 500`, async () => {
    const { otp, memory } = await loadWithMemory(wasm);
    let early = 0;
    for (let i = 1; i <= 10_000; i++) {
      otp.symbol(otp.uri({ issuer: 'Example', account: `user${i}@example.com`, seed: rfcSeed }));
      if (i === 500) early = memory.buffer.byteLength;
    }
    assert.ok(
      memory.buffer.byteLength <= early * 1.25,
      `${early} bytes grew to ${memory.buffer.byteLength}`,
    );
  });

  test(`${name} keeps no text where it was passed, and nothing at all after dispose`, async () => {
    const { otp, memory } = await loadWithMemory(wasm);
    const holds = (/** @type {string} */ text) => Buffer.from(memory.buffer).includes(text);
    const canary = 'otpauth://totp/canary';
    otp.symbol(canary);
    otp.dispose();
    assert.equal(holds(canary), false);
    assert.ok(new Uint8Array(memory.buffer).every((byte) => byte === 0));
  });
}
