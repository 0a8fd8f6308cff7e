import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import { builds, rfcSeed } from './builds.js';

/**
 * Loads a build and gets hold of its memory, which the toolkit keeps to itself.
 *
 * @param {Uint8Array} wasm
 */
async function loadWithMemory(wasm) {
  const { Instance } = WebAssembly;
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
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
  try {
    const otp = await load({ wasm });
    return { otp, memory: /** @type {WebAssembly.Memory} */ (/** @type {unknown} */ (memory)) };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

for (const [name, wasm] of Object.entries(builds)) {
  test(`${name} needs no more memory after 2,000 QR codes than after 100`, async () => {
    const { otp, memory } = await loadWithMemory(wasm);
    let early = 0;
    for (let i = 1; i <= 2_000; i++) {
      otp.symbol(otp.uri({ issuer: 'Example', account: `user${i}@example.com`, seed: rfcSeed }));
      if (i === 100) early = memory.buffer.byteLength;
    }
    assert.ok(
      memory.buffer.byteLength <= early * 1.25,
      `${early} bytes grew to ${memory.buffer.byteLength}`,
    );
  });

  test(`${name} keeps nothing of a call that it answered or refused`, async () => {
    const { otp, memory } = await loadWithMemory(wasm);
    const marker = 'MNQW4YLSPEMNQW4YLSPA';
    const raw = Buffer.from('canary\x18\xd8[\x98\\\x9e', 'latin1'); // the same in bytes
    const [older, newer] = otp.pair(marker, 90_000);
    const uri = otp.uri({ issuer: 'Example', account: 'canary', seed: marker });
    const account = Buffer.concat([Buffer.from([10, 16, 10, 12]), raw, Buffer.from([48, 2])]);
    const exported = `otpauth-migration://offline?data=${account.toString('base64')}`;
    /** @type {Record<string, () => unknown>} */
    const calls = {
      code: () => otp.code(marker, 90_000),
      'code, refused for its time': () => otp.code(marker, -1),
      'code, refused for its last letter': () => otp.code(`${marker}1`),
      pair: () => otp.pair(marker, 90_000),
      seed: () => otp.seed(marker),
      uri: () => otp.uri({ issuer: 'Example', account: 'canary', seed: marker }),
      'uri, refused for its account': () => otp.uri({ account: '', seed: marker }),
      parse: () => otp.parse(uri),
      'parse, refused for its type': () => otp.parse(uri.replace('totp', 'hotp')),
      'parse, refused for its seed': () => otp.parse(uri.replace(marker, `${marker}1`)),
      migration: () => otp.migration(exported),
      'migration, refused for its end': () => otp.migration(exported.slice(0, -8)),
      symbol: () => otp.symbol(uri),
      'symbol, the largest': () => otp.symbol(marker.repeat(116)),
      'symbol, refused for its length': () => otp.symbol(marker.repeat(120)),
      diagnose: () => otp.diagnose(marker, older, newer, 90_000),
      'diagnose, refused for a code': () => otp.diagnose(marker, older, '12345a', 90_000),
      'too long for the module': () => otp.seed(marker.repeat(1000)),
    };
    for (const [call, make] of Object.entries(calls)) {
      let refused = false;
      try {
        make();
      } catch (error) {
        assert.notEqual(/** @type {any} */ (error).kind, 'crashed', `${call}: ${error}`);
        refused = true;
      }
      assert.equal(refused, /refused|too long/.test(call), call);
      const left = Buffer.from(memory.buffer);
      for (const secret of [marker, raw, older, newer])
        assert.equal(left.includes(secret), false, `after ${call} the memory has ${secret}`);
    }
    assert.equal(otp.code(marker, 90_000), newer, 'it still works');
  });

  test(`${name} leaves nothing in the buffer of the arguments`, async () => {
    const { encodeInto } = TextEncoder.prototype;
    /** @type {Set<ArrayBufferLike>} */
    const buffers = new Set();
    TextEncoder.prototype.encodeInto = function (source, destination) {
      buffers.add(destination.buffer);
      return encodeInto.call(this, source, destination);
    };
    try {
      const { otp } = await loadWithMemory(wasm);
      const marker = 'MNQW4YLSPEMNQW4YLSPA';
      otp.code(marker, 90_000);
      for (const refused of [
        () => otp.seed(`${marker}1`),
        () => otp.seed(marker.repeat(1000)), // longer than the buffer
        () => otp.diagnose(marker, '123456', /** @type {any} */ (7), 90_000),
      ]) {
        assert.throws(refused);
        for (const buffer of buffers) assert.equal(Buffer.from(buffer).includes(marker), false);
      }
      otp.dispose();
      assert.equal(buffers.size, 1);
      for (const buffer of buffers) assert.ok(new Uint8Array(buffer).every((byte) => byte === 0));
    } finally {
      TextEncoder.prototype.encodeInto = encodeInto;
    }
  });

  if (name === 'tinygo')
    test('the TinyGo module is after each call what it was after the first, but for its size', async () => {
      const { otp, memory } = await loadWithMemory(wasm);
      const seeds = [rfcSeed, 'JBSWY3DPEHPK3PXP', 'nonsense', ''];
      const accounts = ['a', 'user@example.com', 'x'.repeat(300), ''];
      const algorithms = ['SHA1', 'SHA256', 'SHA512', 'MD5'];
      /** @type {Buffer | undefined} */
      let before;
      for (let i = 0; i < 256; i++) {
        const seed = seeds[i & 3];
        const account = accounts[(i >> 2) & 3];
        const algorithm = algorithms[(i >> 4) & 3];
        const calls = [
          () => otp.code({ seed, algorithm }, i * 30_000),
          () => otp.parse(`otpauth://totp/${account}?secret=${seed}&algorithm=${algorithm}`),
          () => otp.uri({ issuer: 'Example', account, seed, algorithm }),
          () => otp.symbol(account.repeat(i & 7)),
          () => otp.diagnose(seed, '123456', '654321', i * 30_000),
        ];
        for (const [number, call] of calls.entries()) {
          try {
            call();
          } catch (error) {
            assert.notEqual(/** @type {any} */ (error).kind, 'crashed', String(error));
          }
          const after = Buffer.from(memory.buffer.slice(0));
          // Comparing whole buffers is fast, counting bytes is slow.
          if (before && !before.equals(after.subarray(0, before.length))) {
            // Where the heap ends is one variable of four bytes.
            const most = after.length > before.length ? 4 : 0;
            const changed = before.reduce((sum, byte, at) => sum + Number(byte !== after[at]), 0);
            assert.ok(changed <= most, `call ${number} of round ${i} changed ${changed} bytes`);
          }
          before = after;
        }
      }
    });

  test(`${name} keeps nothing at all after dispose`, async () => {
    const { otp, memory } = await loadWithMemory(wasm);
    otp.symbol('otpauth://totp/canary');
    otp.dispose();
    assert.ok(new Uint8Array(memory.buffer).every((byte) => byte === 0));
  });
}
