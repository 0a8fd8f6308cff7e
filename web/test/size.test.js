import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { builds } from './builds.js';

/** @param {Uint8Array} bytes */
const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length;

for (const [name, limit] of Object.entries({ tinygo: 105_000, standard: 815_000 })) {
  test(`the ${name} build is at most ${limit} bytes with brotli`, () => {
    const size = brotli(builds[name]);
    assert.ok(size <= limit, `${size} bytes`);
  });
}

test('the module of the import is at most 128,000 bytes with brotli', () => {
  const size = brotli(readFileSync('import/tokens.wasm'));
  assert.ok(size <= 128_000, `${size} bytes`);
});

// Fetched only after a failure, or for the module of standard Go.
const lazy = ['./integrity-check.js', './recover.js', './explain.js', './wasi.js'];

test('the JavaScript without the elements is at most 2,200 bytes with brotli', async () => {
  const { outputFiles } = await build({
    entryPoints: ['toolkit/index.js'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: lazy,
    write: false,
  });
  const size = brotli(outputFiles[0].contents);
  console.log(`${size} bytes`);
  assert.ok(size <= 2_200, `${size} bytes`);
});
