// The package in frameworks, bundlers and runtimes that take long to install or
// to build. `make compat` runs this.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import webpack from 'webpack';
import {
  installLocked,
  makeApp,
  packAndInstall,
  versionOf as versionIn,
} from '../test/apps/app.js';
import { driveQuiet } from '../test/apps/drive.js';
import { example, seed } from '../test/apps/readme.js';
import { launch } from '../test/browser.js';
import { policy, serve } from '../test/site.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const modules = join(here, 'node_modules');
const page = { 'index.html': example('html'), 'main.js': example('js') };
const execute = promisify(execFile);

/** @param {string} name */
const versionOf = (name) => versionIn(name, modules);

/** @type {ReturnType<typeof packAndInstall>} */
let toolkit;
/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  rmSync(join(here, 'apps'), { recursive: true, force: true });
  toolkit = packAndInstall();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  toolkit?.remove();
});

/**
 * Makes an app below the folder in which its tools are installed: some refuse
 * to follow links out of their root.
 *
 * @param {string} name @param {Record<string, string>} files
 */
const makeAppHere = (name, files) =>
  makeApp({ folder: join(here, 'apps'), installed: toolkit.installed }, name, files);

const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

/** @param {string} command @param {string[]} options @param {string} cwd */
async function run(command, options, cwd) {
  const limits = { timeout: 300_000, maxBuffer: 64 << 20 };
  return (await execute(command, options, { cwd, env: environment, ...limits })).stdout;
}

/** @param {string} root @param {boolean} copied @param {string} [policy] */
async function driveFolder(root, copied, policy) {
  const site = await serve(root, {}, policy);
  await driveQuiet(browser, site.url, copied).finally(site.close);
}

test(`webpack ${versionOf('webpack')}, build`, async () => {
  const root = makeAppHere('webpack', page);
  const path = join(root, 'dist');
  await promisify(webpack)({
    mode: 'production',
    context: root,
    entry: './main.js',
    output: { path, filename: 'main.js' },
  });
  cpSync(join(root, 'index.html'), join(path, 'index.html'));
  await driveFolder(path, false);
});

test(`Parcel ${versionOf('parcel')}, build`, async () => {
  const manifest = { private: true, '@parcel/resolver-default': { packageExports: true } };
  const root = makeAppHere('parcel', {
    ...page,
    'package.json': JSON.stringify(manifest),
    'package-lock.json': '{}', // the root of a project, for Parcel
  });
  const parcel = join(modules, 'parcel/lib/bin.js');
  await run('node', [parcel, 'build', 'index.html', '--public-url', './', '--no-cache'], root);
  // Parcel writes an inline import map.
  await driveFolder(join(root, 'dist'), false, policy.replace("'self'", "'self' 'unsafe-inline'"));
});

const bun = join(modules, 'bun/bin/bun.exe');

test(`Bun ${versionOf('bun')}, build`, async () => {
  const root = makeAppHere('bun-build', page);
  await run(bun, ['build', 'main.js', '--outdir', 'dist'], root);
  cpSync(join(root, 'index.html'), join(root, 'dist/index.html'));
  await driveFolder(join(root, 'dist'), true);
});

const script = `import { load } from '@virtual-mfa/toolkit';
console.log((await load()).code('${seed}', 59_000));`;

test(`Bun ${versionOf('bun')}, run`, async () => {
  const root = makeAppHere('bun-run', { 'main.js': script });
  assert.equal(await run(bun, ['run', 'main.js'], root), '287082\n');
});

test(`Deno ${versionOf('deno')}, run`, async () => {
  const root = makeAppHere('deno', { 'main.js': script });
  const deno = join(modules, '@deno/linux-x64-glibc/deno');
  const options = ['run', '--no-remote', '--node-modules-dir=manual', '--allow-read', 'main.js'];
  assert.equal(await run(deno, options, root), '287082\n');
});

test(`Vitest ${versionOf('vitest')} with jsdom ${versionOf('jsdom')}`, async () => {
  const root = makeAppHere('vitest', {
    'elements.test.js': `import { expect, test } from 'vitest';
import { load } from '@virtual-mfa/toolkit';
import { define } from '@virtual-mfa/toolkit/elements';

test('the elements draw', async () => {
  document.body.innerHTML = '<mfa-qr></mfa-qr><mfa-code></mfa-code>';
  const loading = load();
  define(loading);
  const otp = await loading;
  const [qr, code] = document.body.children;
  qr.uri = otp.uri({ account: 'alice', seed: '${seed}' });
  code.seed = '${seed}';
  expect(qr.shadowRoot.querySelectorAll('path').length).toBe(2);
  expect(code.shadowRoot.querySelector('.digits').textContent).toMatch(/^\\d{3} \\d{3}$/);
  let kind;
  qr.addEventListener('mfa-error', (event) => {
    kind = event.detail.kind;
    event.preventDefault();
  });
  qr.uri = 'x'.repeat(3000);
  expect(kind).toBe('text');
});`,
  });
  const vitest = join(modules, 'vitest/vitest.mjs');
  const said = await run('node', [vitest, 'run', '--environment', 'jsdom', '--root', '.'], root);
  assert.match(said, /1 passed/);
});

const nextApp = {
  'next.config.mjs': 'export default {};',
  'app/layout.jsx': `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}`,
  'app/Enrol.jsx': example('jsx'),
  'app/page.jsx': `'use client';
import Enrol from './Enrol.jsx';
export default function Page() {
  return <Enrol seed="${seed}" />;
}`,
  'app/code/route.js': `import { load } from '@virtual-mfa/toolkit';
export const dynamic = 'force-dynamic';
export async function GET() {
  return new Response((await load()).code('${seed}', 59_000));
}`,
};

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((closed) => server.close(closed));
  return port;
}

/**
 * Starts a server in a folder, and returns its address once it answers.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} root
 * @param {(port: string) => string[]} script with its options
 */
async function startServer(t, root, script) {
  const port = `${await freePort()}`;
  const env = { ...environment, HOST: '127.0.0.1', PORT: port };
  const server = spawn('node', script(port), { cwd: root, env, stdio: 'ignore' });
  t.after(async () => {
    const ended = new Promise((end) => server.on('exit', end));
    server.kill();
    await ended;
  });
  const url = `http://127.0.0.1:${port}/`;
  for (let i = 0; i < 600; i++) {
    if (await fetch(url).catch(() => undefined)) return url;
    await new Promise((later) => setTimeout(later, 200));
  }
  throw new Error('the server does not answer');
}

const next = join(modules, 'next/dist/bin/next');

/** @param {'dev' | 'start'} command */
const serveNext = (command) => (/** @type {string} */ port) => [
  next,
  command,
  '-H',
  '127.0.0.1',
  '-p',
  port,
];

/** @param {string} url */
async function fetchPage(url) {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  const served = await response.text();
  assert.equal(served.includes(seed), false, 'the seed is in the HTML');
  return served;
}

/** @param {string} url */
async function checkNext(url) {
  assert.match(await fetchPage(url), /<mfa-qr/);
  assert.equal(await (await fetch(`${url}code`)).text(), '287082');
  await driveQuiet(browser, url, false);
}

test(`Next ${versionOf('next')}, build and start`, async (t) => {
  const root = makeAppHere('next', nextApp);
  await run('node', [next, 'build'], root);
  await checkNext(await startServer(t, root, serveNext('start')));
});

test(`Next ${versionOf('next')}, development server`, async (t) => {
  const root = makeAppHere('next-dev', nextApp);
  await checkNext(await startServer(t, root, serveNext('dev')));
});

const nuxtModules = installLocked('compat/nuxt');

const nuxtApp = {
  'nuxt.config.mjs': `export default {
  telemetry: false,
  compatibilityDate: '2026-01-01',
  vue: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('mfa-') } },
};`,
  'app.vue': `<template><ClientOnly><Enrol seed="${seed}" /></ClientOnly></template>`,
  'components/Enrol.vue': example('vue'),
};

test(`Nuxt ${versionIn('nuxt', nuxtModules)}, build and start`, async (t) => {
  const at = { folder: join(here, 'nuxt/apps'), installed: toolkit.installed };
  rmSync(at.folder, { recursive: true, force: true });
  const root = makeApp(at, 'nuxt', nuxtApp);
  await run('node', [join(nuxtModules, 'nuxt/bin/nuxt.mjs'), 'build'], root);
  const url = await startServer(t, root, () => ['.output/server/index.mjs']);
  await fetchPage(url);
  await driveQuiet(browser, url, false);
});
