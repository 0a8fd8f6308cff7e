import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const worker = resolve(import.meta.dirname, '..');

test('wrangler would deploy it: modules, files, variables and limits', () => {
  const out = mkdtempSync(join(tmpdir(), 'deploy-'));
  try {
    const env = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' };
    const command = join(import.meta.dirname, 'node_modules/.bin/wrangler');
    const said = execFileSync(command, ['deploy', '--dry-run', '--outdir', out], { cwd: worker, env, encoding: 'utf8' });
    for (const name of ['app.wasm', 'wasm_exec.js', 'env.ORIGIN', 'env.LIMIT_BY_ADDRESS', 'env.LIMIT_BY_KEY']) assert.ok(said.includes(name), said);
    assert.ok(statSync(join(out, 'worker.mjs')).size > 0);
  } finally {
    rmSync(out, { recursive: true });
  }
});

// Cloudflare Workers documentation, "Limits": 3 MB compressed on the free plan.
test('it fits the free plan', () => {
  const wasm = readFileSync(join(worker, 'build/app.wasm'));
  const compressed = gzipSync(wasm, { level: 9 }).length;
  console.log(`app.wasm: ${wasm.length} bytes, ${compressed} with gzip`);
  assert.ok(compressed < 2_000_000, `${compressed} bytes`);
});
