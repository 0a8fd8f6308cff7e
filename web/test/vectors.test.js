import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, ToolkitError } from '@virtual-mfa/toolkit';
import { builds, cases } from './builds.js';

/**
 * @param {() => unknown} call
 * @param {Partial<ToolkitError>} expected
 * @param {string} why
 */
function refuses(call, expected, why) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof ToolkitError, `${why}: ${error}`);
    for (const [name, value] of Object.entries(expected))
      assert.equal(error[/** @type {keyof ToolkitError} */ (name)], value, `${why}: ${name}`);
    return true;
  });
}

/** @param {string} text */
function base32(text) {
  const bits = [...text].map((c) => c.charCodeAt(0).toString(2).padStart(8, '0')).join('');
  const letters = bits.match(/.{1,5}/g) ?? [];
  return letters
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

for (const [name, wasm] of Object.entries(builds)) {
  const otp = await load({ wasm });

  test(`${name} reads the seeds of the vectors`, () => {
    for (const { why, text, valid, seed, short, offset } of cases(
      'shared/otp/testdata/seeds.json',
    )) {
      if (valid) assert.deepEqual(otp.seed(text), { seed, short }, why);
      else refuses(() => otp.seed(text), { kind: 'seed', part: 'secret', offset }, why);
    }
  });

  test(`${name} makes the codes of the vectors`, () => {
    for (const { why, seed, ms, valid, code, kind } of cases('shared/otp/testdata/codes.json')) {
      if (valid) assert.equal(otp.code(seed, ms), code, why);
      else refuses(() => otp.code(seed, ms), { kind }, why);
    }
  });

  test(`${name} diagnoses the pairs of the vectors`, () => {
    for (const { why, seed, older, newer, ms, valid, finding, steps, kind, part } of cases(
      'shared/otp/testdata/pairs.json',
    )) {
      if (!valid) {
        refuses(() => otp.diagnose(seed, older, newer, ms), { kind, part }, why);
        continue;
      }
      const found = otp.diagnose(seed, older, newer, ms);
      assert.deepEqual([found.finding, found.steps], [finding, steps], why);
    }
  });

  test(`${name} reads and writes the URIs of the vectors`, () => {
    for (const { why, uri, valid, canonical, part, offset, says = '', ...key } of cases(
      'shared/enroll/testdata/uris.json',
    )) {
      if (!valid) {
        const expected = offset === undefined ? { part } : { part, offset };
        refuses(() => otp.parse(uri), { kind: 'uri', ...expected }, why);
        assert.throws(
          () => otp.parse(uri),
          ({ message }) => message.includes(says),
          why,
        );
        continue;
      }
      assert.deepEqual(otp.parse(uri), key, why);
      if (canonical) assert.equal(otp.uri(key), canonical, why);
      else refuses(() => otp.uri(key), { kind: 'uri', part: 'account' }, why);
    }
  });

  test(`${name} reads the migrations of the vectors`, () => {
    for (const { why, uri, valid, part, keys, skipped, batch } of cases(
      'shared/enroll/testdata/migrations.json',
    )) {
      if (!valid) {
        refuses(() => otp.migration(uri), { kind: 'uri', part }, why);
        continue;
      }
      const found = otp.migration(uri);
      assert.deepEqual([found.keys, found.batch], [keys, batch], why);
      assert.equal(found.skipped.length, skipped.length, why);
      found.skipped.forEach(({ issuer, account, reason }, i) => {
        assert.deepEqual([issuer, account], [skipped[i].issuer, skipped[i].account], why);
        assert.ok(reason.includes(skipped[i].says), `${why}: ${reason}`);
      });
    }
  });

  test(`${name} makes the codes that a key asks for`, () => {
    // RFC 6238 appendix B
    for (const { algorithm, size, code } of [
      { algorithm: 'SHA1', size: 20, code: '94287082' },
      { algorithm: 'SHA256', size: 32, code: '46119246' },
      { algorithm: 'SHA512', size: 64, code: '90693936' },
    ]) {
      const bytes = '1234567890'.repeat(7).slice(0, size);
      const key = { seed: base32(bytes), algorithm, digits: 8, period: 30 };
      assert.equal(otp.code(key, 59_000), code);
      assert.equal(otp.code({ ...key, digits: 7 }, 59_000), code.slice(1));
      assert.equal(otp.code({ ...key, period: 60 }, 119_000), code);
      assert.equal(otp.pair({ ...key, period: 60 }, 119_000)[1], code);
    }
    const key = otp.parse(`otpauth://totp/a?secret=${base32('12345678901234567890')}&period=60`);
    assert.equal(otp.left(119_000, key), 1_000);
    assert.equal(otp.code(key, 119_000), '287082');
    const refused = { kind: /** @type {const} */ ('unsupported'), part: 'parameters' };
    refuses(() => otp.diagnose(key, '000000', '111111', 0), refused, 'other than AWS');
    refuses(() => otp.code({ ...key, digits: 9 }), { kind: 'uri', part: 'digits' }, 'nine digits');
    refuses(() => otp.code({ ...key, algorithm: 'MD5' }), { part: 'algorithm' }, 'MD5');
  });

  test(`${name} bounds a skew by one step`, () => {
    const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const now = 1_732_000_017_000; // 27 s into a step
    assert.deepEqual(otp.diagnose(seed, ...otp.pair(seed, now + 94_000), now), {
      finding: 'out-of-step',
      steps: 4,
      ahead: [93_000, 123_000],
    });
    assert.equal(otp.left(now), 3_000);
    assert.equal(otp.left(new Date(0)), 30_000);
  });

  test(`${name} refuses what is no time`, () => {
    for (const ms of [NaN, -1, Infinity, -Infinity, 2 ** 53, 8.64e15 + 1, new Date('never')]) {
      refuses(() => otp.code('JBSWY3DP', ms), { kind: 'time' }, String(ms));
      refuses(() => otp.left(ms), { kind: 'time' }, String(ms));
    }
    refuses(() => otp.pair('JBSWY3DP', 29_999), { kind: 'time' }, 'no code comes before the first');
  });

  test(`${name} refuses what is too long, empty or no text`, () => {
    refuses(() => otp.symbol('x'.repeat(2332)), { kind: 'text' }, 'a byte beyond version 40');
    refuses(() => otp.symbol('x'.repeat(1 << 20)), { kind: 'text' }, 'a megabyte');
    refuses(() => otp.symbol(''), { kind: 'text' }, 'nothing');
    refuses(() => otp.seed(/** @type {any} */ (undefined)), { kind: 'text' }, 'undefined');
    assert.equal(otp.symbol('x'.repeat(2331)).size, 177 + 8);
  });
}
