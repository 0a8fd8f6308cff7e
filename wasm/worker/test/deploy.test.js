import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const worker = resolve(import.meta.dirname, '..');

/** What wrangler would send to Cloudflare, without sending it. */
function deploy(...script) {
  const out = mkdtempSync(join(tmpdir(), 'deploy-'));
  try {
    const env = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false' };
    const command = join(import.meta.dirname, 'node_modules/.bin/wrangler');
    const said = execFileSync(command, ['deploy', ...script, '--dry-run', '--outdir', out], {
      cwd: worker,
      env,
      encoding: 'utf8',
    });
    const files = readdirSync(out)
      .filter((name) => /\.(m?js|wasm)$/.test(name))
      .map((name) => readFileSync(join(out, name)));
    return {
      said,
      raw: Buffer.concat(files).length,
      compressed: gzipSync(Buffer.concat(files), { level: 9 }).length,
    };
  } finally {
    rmSync(out, { recursive: true });
  }
}

// Cloudflare Workers documentation, "Limits": 3 MB compressed on the free plan.
for (const [which, script, most] of [
  ['worker', [], 110_000],
  ['worker-go', ['build/go/worker.mjs'], 1_750_000],
]) {
  test(`wrangler would deploy the ${which} Worker with variables and limits in at most ${most} bytes`, () => {
    const { said, raw, compressed } = deploy(...script);
    for (const name of ['env.ORIGIN', 'env.LIMIT_BY_ADDRESS', 'env.LIMIT_BY_ADDRESS_AND_KEY'])
      assert.ok(said.includes(name), said);
    console.log(`${which}: ${raw} bytes, ${compressed} with gzip`);
    assert.ok(compressed > 10_000 && compressed < most, `${compressed} bytes`);
  });
}
