import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { load, ToolkitError } from '@virtual-mfa/toolkit';
import { accessibilityFaults, launch } from './browser.js';
import { builds } from './builds.js';
import { policy, serve } from './site.js';

const html = `<!doctype html><title>Load</title><link rel="icon" href="/page/icon.svg">
<script type="module" src="/load.js"></script>`;
const script = `import { load } from '/toolkit/index.js';
import { integrity } from '/toolkit/integrity.js';
const failure = (options) => load(options).then(() => 'none', ({ kind, message }) => kind + ': ' + message);
window.found = [await failure({}), await failure({ integrity })];
document.documentElement.dataset.ready = 'ready';`;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;
before(async () => {
  site = await serve(undefined, { '/load.html': html, '/load.js': script });
  browser = await launch('--host-resolver-rules=MAP plain.test 127.0.0.1');
});
after(async () => {
  await browser?.close();
  site?.close();
});

/**
 * Opens a page of the site after a change to the browser or to responses.
 *
 * @param {string} url
 * @param {(page: import('playwright-core').Page) => Promise<unknown>} [change]
 */
async function openWith(url, change = async () => {}) {
  const page = await (await browser.newContext()).newPage();
  await change(page);
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
  return page;
}

const withoutWebAssembly = (/** @type {import('playwright-core').Page} */ page) =>
  page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));

const withoutWasmInPolicy = (/** @type {import('playwright-core').Page} */ page) =>
  page.route('**/*.html', async (route) => {
    const response = await route.fetch();
    const headers = {
      ...response.headers(),
      'content-security-policy': policy.replace(" 'wasm-unsafe-eval'", ''),
    };
    await route.fulfill({ response, headers });
  });

test('without WebAssembly, load is unsupported', async () => {
  const page = await openWith(`${site.url}/load.html`, withoutWebAssembly);
  const expected = 'unsupported: There is no WebAssembly here.';
  assert.deepEqual(await page.evaluate('found'), [expected, expected]);
  await page.context().close();
});

test('under a policy that forbids WebAssembly, load is unsupported', async () => {
  const page = await openWith(`${site.url}/load.html`, withoutWasmInPolicy);
  const expected =
    "unsupported: The page's Content-Security-Policy forbids WebAssembly: its script-src lacks 'wasm-unsafe-eval'.";
  assert.deepEqual(await page.evaluate('found'), [expected, expected]);
  await page.context().close();
});

test('by plain http load works, but integrity is unsupported', async () => {
  const page = await openWith(`${site.url.replace('127.0.0.1', 'plain.test')}/load.html`);
  assert.deepEqual(await page.evaluate('[isSecureContext, ...found]'), [
    false,
    'none',
    'unsupported: Integrity is checked only on pages that come by https or from localhost.',
  ]);
  await page.context().close();
});

test('the page says what to do without WebAssembly, and nothing of make', async () => {
  for (const change of [withoutWebAssembly, withoutWasmInPolicy]) {
    const page = await openWith(`${site.url}/index.html`, change);
    const text = (await page.locator('#loading-text').textContent()) ?? '';
    assert.match(text, /WebAssembly.*Lockdown Mode/);
    assert.equal(text.includes('make'), false);
    assert.equal(await page.locator('#retry').isVisible(), false);
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.context().close();
  }
});

test('the page opened as a file says that it must come from a web server', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(String(new URL('../index.html', import.meta.url)));
  const hint = page.getByText('only when it comes from a web server');
  assert.equal(await hint.isVisible(), true);
  assert.equal(await page.locator('#entry').isVisible(), false);
  await page.goto(site.url);
  await page.waitForSelector('html[data-ready=ready]');
  assert.equal(await hint.isVisible(), false);
  await page.context().close();
});

test('Node without WebAssembly is unsupported', () => {
  const code = `import { load } from '@virtual-mfa/toolkit';
    await load().catch(({ kind, message }) => console.log(kind, message));`;
  const said = execFileSync('node', ['--jitless', '--input-type=module', '-e', code]).toString();
  assert.match(said, /^unsupported .*WebAssembly/);
});

test('without TextEncoder, as in Jest with jsdom, importing works and load is unsupported', async () => {
  const { TextEncoder } = globalThis;
  Reflect.deleteProperty(globalThis, 'TextEncoder');
  try {
    const fresh = await import(`../toolkit/node.js?${'without-encoder'}`);
    await assert.rejects(fresh.load({ wasm: builds.tinygo.slice() }), (error) => {
      assert.ok(error instanceof ToolkitError);
      return error.kind === 'unsupported' && /TextEncoder/.test(error.message);
    });
  } finally {
    Object.assign(globalThis, { TextEncoder });
  }
});

test('bytes that are no module are of kind module where modules may run', async () => {
  await assert.rejects(load({ wasm: Uint8Array.of(1, 2, 3) }), { kind: 'module' });
});
