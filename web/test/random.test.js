import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import * as OTPAuth from 'otpauth';
import { generateSync } from 'otplib';
import { builds } from './builds.js';

const count = 10_000;
const names = [...'abcXYZ019 -._~@&+=#?/%;,"<>\\^`{|}\'()*!$[]', 'ü', '東', '🔑'];

/**
 * A random stream that is the same in every run (xorshift32).
 *
 * @param {number} state
 */
const stream = (state) => () => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
};

const random = stream(20_261_123);
/** @param {number} n */
const below = (n) => Math.floor(random() * n);
/** @param {string[]} letters @param {number} length */
const draw = (letters, length) =>
  Array.from({ length }, () => letters[below(letters.length)]).join('');

const questions = Array.from({ length: count }, (_, i) => ({
  seed: new OTPAuth.Secret({
    buffer: Uint8Array.from({ length: 16 + below(49) }, () => below(256)).buffer,
  }).base32, // what otplib takes: 16 to 64 bytes
  issuer: draw(names, below(20)).trim(),
  account: draw(names, below(30)).trim() || 'a',
  ms: below(2 ** 31) * 1000 + below(1000),
  draw: i % 20 === 0,
}));

/** @param {string | Uint8Array} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const native = execFileSync('go', ['run', './infra/check/answers'], {
  cwd: new URL('../../', import.meta.url),
  input: questions.map((q) => JSON.stringify(q)).join('\n'),
  maxBuffer: 64 << 20,
})
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

for (const [name, wasm] of Object.entries(builds)) {
  test(`${name} gives native Go's answers to ${count} random questions`, async () => {
    const otp = await load({ wasm });
    assert.equal(native.length, count);
    questions.forEach((q, i) => {
      const uri = otp.uri(q);
      const symbol = q.draw ? sha256(otp.symbol(uri).modules) : '';
      assert.deepEqual({ code: otp.code(q.seed, q.ms), uri, symbol }, native[i], JSON.stringify(q));
      const { issuer, account, seed } = q;
      const parameters = { algorithm: 'SHA1', digits: 6, period: 30 };
      const key = { issuer, account, seed, ...parameters, warnings: [] };
      assert.deepEqual(otp.parse(uri), key, uri);
    });
  });
}

test(`otpauth reads the same key and makes the same code in ${count} random cases`, () => {
  questions.forEach((q, i) => {
    const key = /** @type {OTPAuth.TOTP} */ (OTPAuth.URI.parse(native[i].uri));
    assert.deepEqual(
      [key.issuer, key.label, key.secret.base32],
      [q.issuer, q.account, q.seed],
      native[i].uri,
    );
    assert.equal(key.generate({ timestamp: q.ms }), native[i].code, native[i].uri);
  });
});

test(`otplib makes the same code in ${count} random cases`, () => {
  questions.forEach((q, i) => {
    const code = generateSync({ secret: q.seed, epoch: Math.floor(q.ms / 1000) });
    assert.equal(code, native[i].code, native[i].uri);
  });
});
