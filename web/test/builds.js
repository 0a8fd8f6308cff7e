import { readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** @param {string} path */
const read = (path) => new Uint8Array(readFileSync(new URL(path, root)));

/**
 * The two builds that infra/build/toolkit.sh leaves. Both must pass every test,
 * so a missing one is an error.
 *
 * @type {Record<string, Uint8Array<ArrayBuffer>>}
 */
export const builds = {
  tinygo: read('.cache/wasm/tiny.wasm'),
  standard: read('.cache/wasm/standard.wasm'),
};

/** @param {string} path below the root of the repository */
export const cases = (path) => JSON.parse(new TextDecoder().decode(read(path)));

export const rfcSeed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // RFC 6238 appendix B

const issuer = 'Amazon%20Web%20Services';

export const awsURI = `otpauth://totp/${issuer}:phone@123456789012?secret=${rfcSeed}&issuer=${issuer}`;
