import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import react from '@vitejs/plugin-react';
import vue from '@vitejs/plugin-vue';
import { build, createServer } from 'vite';
import { launch } from '../browser.js';
import { serve } from '../site.js';
import { fromWeb, installLocked, makeApp, packAndInstall, versionOf } from './app.js';
import { checkShown, drive } from './drive.js';
import { example, seed, uri } from './readme.js';

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>App</title>
<div id="app"></div><script type="module" src="./main.jsx"></script></html>`;

// Frameworks make trusted types of their own.
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'";

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

// Mounts the README's component, and lets the tests take it out and put it
// back.
const strictMode = `
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import Enrol from './Enrol.jsx';

function App() {
  const [shown, show] = useState(true);
  window.show = show;
  return shown && <Enrol seed="${seed}" />;
}
createRoot(document.getElementById('app')).render(<StrictMode><App /></StrictMode>);`;

// The shortest way to write it, which React 18 turns into attributes.
const props = `
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { load } from '@virtual-mfa/toolkit';
import { define } from '@virtual-mfa/toolkit/elements';

window.effects = 0;
function App() {
  const [seed, setSeed] = useState();
  window.setSeed = setSeed;
  useEffect(() => {
    window.effects++;
    load().then(define);
  }, []);
  return (
    <>
      <mfa-qr uri={seed && '${uri}'} label="QR code" />
      <mfa-code seed={seed} />
    </>
  );
}
createRoot(document.getElementById('app')).render(<StrictMode><App /></StrictMode>);
customElements.whenDefined('mfa-code').then(() => setSeed('${seed}'));`;

const installed18 = installLocked('test/apps/react-18');
const react18 = Object.fromEntries(
  ['react', 'react-dom', 'scheduler'].map((name) => [name, join(installed18, name)]),
);
const react19 = fromWeb('react', 'react-dom', 'scheduler');

const reactName18 = `React ${versionOf('react', installed18)}`;
const reactName19 = `React ${versionOf('react')}`;

const isCustomElement = (/** @type {string} */ tag) => tag.startsWith('mfa-');

/**
 * @typedef {{ files: Record<string, string>, plugins: () => any[],
 *   packages: Record<string, string> }} App
 */

/** @type {Record<string, App>} */
const apps = {
  [reactName18]: {
    files: { 'index.html': html, 'main.jsx': strictMode, 'Enrol.jsx': example('jsx') },
    plugins: () => [react()],
    packages: react18,
  },
  [reactName19]: {
    files: { 'index.html': html, 'main.jsx': strictMode, 'Enrol.jsx': example('jsx') },
    plugins: () => [react()],
    packages: react19,
  },
  [`Vue ${versionOf('vue')}`]: {
    files: {
      'index.html': html,
      'main.jsx': `import { createApp, h, ref } from 'vue';
import Enrol from './Enrol.vue';
const shown = ref(true);
window.show = (now) => { shown.value = now; };
createApp(() => shown.value && h(Enrol, { seed: '${seed}' })).mount('#app');`,
      'Enrol.vue': example('vue'),
    },
    plugins: () => [vue({ template: { compilerOptions: { isCustomElement } } })],
    packages: fromWeb('vue'),
  },
  [`Svelte ${versionOf('svelte')}`]: {
    files: {
      'index.html': html,
      'main.jsx': `import { mount, unmount } from 'svelte';
import Enrol from './Enrol.svelte';
const start = () => mount(Enrol, { target: document.getElementById('app'), props: { seed: '${seed}' } });
let app = start();
window.show = async (now) => { if (now) app = start(); else await unmount(app); };`,
      'Enrol.svelte': example('svelte'),
    },
    plugins: () => [svelte({ configFile: false })],
    packages: fromWeb('svelte'),
  },
};

/** @param {string} root @param {App} app */
async function startServer(root, { plugins }) {
  process.env.NODE_ENV = 'development'; // a build in this process has changed it
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: plugins(),
    server: { host: '127.0.0.1', port: 0, fs: { strict: false } },
  });
  await server.listen();
  const address = /** @type {import('node:net').AddressInfo} */ (server.httpServer?.address());
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}

/** @param {string} root @param {App} app */
async function buildAndServe(root, { plugins }) {
  process.env.NODE_ENV = 'production';
  await build({ root, base: './', configFile: false, logLevel: 'error', plugins: plugins() });
  return serve(join(root, 'dist'), {}, policy);
}

const modes = { 'development server': startServer, build: buildAndServe };

for (const [name, app] of Object.entries(apps)) {
  for (const [mode, start] of Object.entries(modes)) {
    test(`${name}, ${mode}`, async (t) => {
      const root = makeApp(toolkit, `${name}-${mode}`, app.files, app.packages);
      const site = await start(root, app);
      t.after(() => site.close());
      const { page, complaints, close } = await drive(browser, site.url);
      await page.evaluate('show(false)');
      await page.locator('mfa-qr').waitFor({ state: 'detached' });
      await page.evaluate('show(true)');
      await page.locator('mfa-qr svg').waitFor();
      await checkShown(page);
      assert.deepEqual(complaints, []);
      await close();
    });
  }
}

for (const [name, packages] of Object.entries({ [reactName18]: react18, [reactName19]: react19 })) {
  test(`${name}, the elements' properties as props, in StrictMode`, async (t) => {
    const files = { 'index.html': html, 'main.jsx': props };
    const root = makeApp(toolkit, `${name}-props`, files, packages);
    const site = await startServer(root, apps[name]);
    t.after(() => site.close());
    const { page, complaints, close } = await drive(browser, site.url);
    assert.equal(await page.evaluate('effects'), 2);
    await page.evaluate('setSeed(undefined)');
    await page.locator('mfa-qr svg').waitFor({ state: 'detached' });
    assert.equal(await page.locator('mfa-code .digits').textContent(), '');
    const expected = name === reactName19 ? [] : [/^<mfa-\w+> .*attribute/];
    assert.equal(complaints.length, expected.length, complaints.join());
    for (const [i, pattern] of expected.entries()) assert.match(complaints[i], pattern);
    await close();
  });
}
