import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build as esbuild } from 'esbuild';
import { rollup } from 'rollup';
import { launch } from '../browser.js';
import { serve } from '../site.js';
import { makeApp, packAndInstall, versionOf } from './app.js';
import { driveQuiet } from './drive.js';
import { example } from './readme.js';

const html = example('html');
const js = example('js');

/** @type {ReturnType<typeof packAndInstall>} */
let toolkit;
/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  toolkit = packAndInstall();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  toolkit?.remove();
});

/**
 * Makes an app of the README's page.
 *
 * @param {string} name
 * @param {(script: string) => string} [change]
 */
const makePage = (name, change = (script) => script) =>
  makeApp(toolkit, name, { 'index.html': html, 'main.js': change(js) });

/** @param {string} root @param {boolean} copied */
async function driveFolder(root, copied) {
  const site = await serve(root);
  await driveQuiet(browser, site.url, copied).finally(site.close);
}

for (const name of ['vite-6', 'vite-7', 'vite']) {
  const version = versionOf(name);

  test(`Vite ${version}, development server`, async (t) => {
    const { createServer } = await import(name);
    const root = makePage(`${name}-dev`);
    const server = await createServer({
      root,
      configFile: false,
      logLevel: 'error',
      server: { host: '127.0.0.1', port: 0, strictPort: true },
    });
    await server.listen();
    t.after(() => server.close());
    const { port } = server.httpServer.address();
    await driveQuiet(browser, `http://127.0.0.1:${port}/`, name !== 'vite');
  });

  test(`Vite ${version}, build`, async () => {
    const { build } = await import(name);
    const root = makePage(`${name}-build`);
    await build({ root, base: './', logLevel: 'error', configFile: false });
    await driveFolder(join(root, 'dist'), false);
  });
}

test(`Rollup ${versionOf('rollup')} with node-resolve`, async () => {
  const root = makePage('rollup');
  const bundle = await rollup({
    input: join(root, 'main.js'),
    plugins: [nodeResolve({ browser: true })],
  });
  await bundle.write({ dir: join(root, 'dist'), format: 'es' });
  cpSync(join(root, 'index.html'), join(root, 'dist/index.html'));
  await driveFolder(join(root, 'dist'), true);
});

test(`esbuild ${versionOf('esbuild')} without a loader`, async () => {
  const root = makePage('esbuild');
  const outdir = join(root, 'dist');
  await esbuild({ entryPoints: [join(root, 'main.js')], bundle: true, format: 'esm', outdir });
  cpSync(join(root, 'index.html'), join(outdir, 'index.html'));
  await driveFolder(outdir, true);
});

test(`esbuild ${versionOf('esbuild')} with a loader, and the lean entry point`, async () => {
  const root = makePage('esbuild-lean', (script) =>
    `import wasm from '@virtual-mfa/toolkit/otp.wasm';\n${script}`
      .replace("'@virtual-mfa/toolkit';", "'@virtual-mfa/toolkit/lean';")
      .replace('load()', 'load({ wasm: new URL(wasm, import.meta.url) })'),
  );
  const outdir = join(root, 'dist');
  const { metafile } = await esbuild({
    entryPoints: [join(root, 'main.js')],
    bundle: true,
    format: 'esm',
    loader: { '.wasm': 'file' },
    outdir,
    metafile: true,
  });
  assert.equal(Object.keys(metafile.inputs).join().includes('inline.js'), false);
  cpSync(join(root, 'index.html'), join(outdir, 'index.html'));
  await driveFolder(outdir, false);
});

test('no bundler', async () => {
  const root = makePage('plain', (script) =>
    script
      .replace("'@virtual-mfa/toolkit'", "'./toolkit/index.js'")
      .replace("'@virtual-mfa/toolkit/elements'", "'./toolkit/elements.js'"),
  );
  cpSync(join(toolkit.installed, 'toolkit'), join(root, 'toolkit'), { recursive: true });
  await driveFolder(root, false);
});
