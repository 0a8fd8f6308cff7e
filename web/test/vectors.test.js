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
    for (const { why, uri, valid, issuer, account, seed, canonical, part } of cases(
      'shared/enroll/testdata/uris.json',
    )) {
      if (!valid) {
        refuses(() => otp.parse(uri), { kind: 'uri', part }, why);
        continue;
      }
      assert.deepEqual(otp.parse(uri), { issuer, account, seed }, why);
      assert.equal(otp.uri({ issuer, account, seed }), canonical, why);
    }
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
