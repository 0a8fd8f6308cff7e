import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import { decode, launch, open } from './browser.js';
import { awsURI, builds, rfcSeed } from './builds.js';
import { serve } from './site.js';

const otherURI = 'otpauth://totp/bob?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const html = `<!doctype html><html lang="en"><title>Elements</title>
<link rel="icon" href="/page/icon.svg"><script type="module" src="/elements.js"></script>
<mfa-qr></mfa-qr><mfa-code></mfa-code></html>`;

// Tests define the elements themselves; what they need is in window.
const script = `import { load, ToolkitError } from '/toolkit/index.js';
import * as elements from '/toolkit/elements.js';
Object.assign(window, { load, ToolkitError, elements });
window.qr = document.querySelector('mfa-qr');
window.code = document.querySelector('mfa-code');
window.digits = () => code.shadowRoot.querySelector('.digits').textContent;
window.errors = [];
addEventListener('mfa-error', (event) => errors.push(event.detail.kind));
document.documentElement.dataset.ready = 'ready';`;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;
before(async () => {
  site = await serve(undefined, {
    '/elements.html': html,
    '/elements.js': script,
    '/second/otp.wasm': builds.tinygo,
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.close();
});

/**
 * @param {string} name
 * @param {(opened: Awaited<ReturnType<typeof open>>) => Promise<void>} run
 */
function elementTest(name, run) {
  test(name, async () => {
    const opened = await open(browser, `${site.url}/elements.html`);
    await run(opened);
    await opened.context.close();
  });
}

/**
 * Runs a script in the page, with the seeds and URIs of these tests, and
 * returns what it returns.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} body
 * @returns {Promise<any>}
 */
function run(page, body) {
  const constants = JSON.stringify({ awsURI, otherURI, rfcSeed });
  return page.evaluate(`(async ({ awsURI, otherURI, rfcSeed }) => { ${body} })(${constants})`);
}

elementTest('a property that was set before the definition is drawn', async ({ page, seen }) => {
  await run(page, 'qr.uri = awsURI; code.seed = rfcSeed; elements.define(await load());');
  assert.equal(decode(await page.screenshot()), awsURI);
  assert.match(await run(page, 'return digits();'), /^\d{3} \d{3}$/);
  assert.equal(await page.getByRole('img', { name: 'QR code with the setup key' }).count(), 1);
  assert.deepEqual(seen.complaints, []);
});

elementTest('the name of the picture follows the attribute label', async ({ page }) => {
  await run(page, 'elements.define(await load()); qr.uri = awsURI;');
  await run(page, 'window.picture = qr.shadowRoot.firstChild; qr.setAttribute("label", "New");');
  assert.equal(await page.getByRole('img', { name: 'New' }).count(), 1);
  assert.equal(await run(page, 'return picture === qr.shadowRoot.firstChild;'), true);
  await run(page, 'qr.label = "Newer";');
  assert.equal(await page.getByRole('img', { name: 'Newer' }).count(), 1);
});

elementTest('a promise defines the elements at once, and they draw later', async ({ page }) => {
  const [defined, empty] = await run(
    page,
    `const loading = load();
     elements.define(loading);
     qr.uri = awsURI;
     const before = [customElements.get('mfa-qr') === elements.MfaQR, qr.shadowRoot.innerHTML];
     await loading;
     return before;`,
  );
  assert.deepEqual([defined, empty], [true, '']);
  assert.equal(decode(await page.screenshot()), awsURI);
});

elementTest('a promise that fails is an error of each element', async ({ page, seen }) => {
  const found = await run(
    page,
    `elements.define(Promise.reject(new ToolkitError('load', 'No module.')));
     await new Promise((later) => setTimeout(later));
     document.body.append(document.createElement('mfa-qr'));
     return [errors, qr.error.kind, code.error.message];`,
  );
  assert.deepEqual(found, [['load', 'load', 'load'], 'load', 'No module.']);
  assert.equal(seen.complaints.filter((text) => text.includes('No module.')).length, 3);
  await run(page, 'qr.uri = awsURI; elements.define(await load());');
  assert.equal(await run(page, 'return qr.error;'), undefined);
  assert.equal(decode(await page.screenshot()), awsURI);
});

elementTest('defining twice is harmless, and the last toolkit draws', async ({ page, seen }) => {
  const shown = await run(
    page,
    `const first = await load();
     elements.define(first);
     elements.define(first);
     code.seed = rfcSeed;
     qr.uri = awsURI;
     first.dispose();
     elements.define(load());
     elements.define(load());
     await load();
     return digits();`,
  );
  assert.match(shown, /^\d{3} \d{3}$/);
  assert.equal(decode(await page.screenshot()), awsURI);
  assert.deepEqual(seen.complaints, []);
});

elementTest('names that other code has defined are left, with one warning', async (opened) => {
  const { page, seen } = opened;
  await run(
    page,
    `customElements.define('mfa-qr', class extends HTMLElement {});
     elements.define(await load());
     elements.define(await load());
     code.seed = rfcSeed;`,
  );
  assert.deepEqual(seen.complaints, [
    '<mfa-qr> is already defined by other code, possibly another copy of the toolkit.',
  ]);
  assert.match(await run(page, 'return digits();'), /^\d{3} \d{3}$/);
});

elementTest('a secret in an attribute moves to the property, with one warning', async (opened) => {
  const { page, seen } = opened;
  const found = await run(
    page,
    `elements.define(await load());
     const found = [];
     qr.setAttribute('uri', awsURI);
     found.push(qr.hasAttribute('uri'), qr.uri === awsURI);
     code.setAttribute('SEED', rfcSeed);
     found.push(code.hasAttribute('seed'), code.seed === rfcSeed);
     const fresh = document.createElement('mfa-code');
     fresh.setAttribute('uri', awsURI);
     document.body.append(fresh);
     found.push(fresh.hasAttribute('uri'), fresh.uri === awsURI);
     return found;`,
  );
  assert.deepEqual(found, [false, true, false, true, false, true]);
  assert.equal((await page.content()).includes(rfcSeed), false);
  assert.equal(decode(await page.screenshot()), awsURI);
  assert.equal(seen.complaints.length, 1);
  assert.match(seen.complaints[0], /<mfa-qr> .*attribute uri.*property uri/);
  assert.equal(seen.complaints[0].includes(rfcSeed), false);
});

elementTest('an attribute from before the definition moves, too', async ({ page, seen }) => {
  await run(page, 'qr.setAttribute("uri", awsURI); elements.define(load()); await load();');
  assert.equal((await page.content()).includes(rfcSeed), false);
  assert.equal(decode(await page.screenshot()), awsURI);
  assert.equal(seen.complaints.length, 1);
});

elementTest('removeAttribute empties the property, as React 18 needs', async ({ page }) => {
  const found = await run(
    page,
    `elements.define(await load());
     qr.setAttribute('uri', awsURI);
     code.setAttribute('seed', rfcSeed);
     qr.removeAttribute('uri');
     code.removeAttribute('seed');
     return [qr.uri, code.seed, qr.shadowRoot.innerHTML, digits()];`,
  );
  assert.deepEqual(found, ['', '', '', '']);
});

elementTest('a value that cannot be drawn empties the element and is reported', async (opened) => {
  const { page, seen } = opened;
  const found = await run(
    page,
    `elements.define(await load());
     code.seed = rfcSeed;
     qr.uri = awsURI;
     code.seed = 'A';
     qr.uri = 'x'.repeat(3000);
     const found = [errors.join(), code.error.kind, digits(), qr.error.kind, qr.shadowRoot.innerHTML];
     code.seed = 42;
     found.push(code.error.kind);
     code.addEventListener('mfa-error', (event) => event.preventDefault());
     code.seed = 'B';
     found.push(code.error.kind);
     code.seed = rfcSeed;
     qr.uri = awsURI;
     return [...found, String(code.error), String(qr.error), digits().length];`,
  );
  assert.deepEqual(found, [
    'seed,text',
    'seed',
    '',
    'text',
    '',
    'text',
    'seed',
    'undefined',
    'undefined',
    7,
  ]);
  assert.equal(seen.complaints.length, 3, 'the fourth was prevented');
});

elementTest('an element out of the document shows nothing, and draws again', async ({ page }) => {
  const found = await run(
    page,
    `elements.define(await load());
     code.seed = rfcSeed;
     qr.uri = awsURI;
     code.remove();
     qr.remove();
     const found = [digits(), qr.shadowRoot.innerHTML];
     const host = document.createElement('div');
     host.attachShadow({ mode: 'open' }).append(code, qr);
     document.body.append(host);
     return [...found, digits().length];`,
  );
  assert.deepEqual(found, ['', '', 7]);
  assert.equal(decode(await page.screenshot()), awsURI);
});

elementTest('a clone has no secret', async ({ page }) => {
  const found = await run(
    page,
    `elements.define(await load());
     qr.label = 'Name';
     qr.uri = awsURI;
     const clone = qr.cloneNode(true);
     document.body.append(clone);
     return [clone.uri, clone.label, clone.shadowRoot.innerHTML];`,
  );
  assert.deepEqual(found, ['', 'Name', '']);
});

elementTest('an element keeps its style in another document', async ({ page }) => {
  const found = await run(
    page,
    `elements.define(await load());
     qr.uri = awsURI;
     const frame = document.createElement('iframe');
     document.body.append(frame);
     frame.contentDocument.body.append(qr);
     const { display, inlineSize } = frame.contentWindow.getComputedStyle(qr);
     return [display, inlineSize, qr.shadowRoot.querySelectorAll('path').length];`,
  );
  assert.deepEqual(found, ['inline-block', '240px', 2]);
});

elementTest('the seconds are in the language of the element', async ({ page }) => {
  const found = await run(
    page,
    `elements.define(await load());
     code.seed = rfcSeed;
     const seconds = () => code.shadowRoot.querySelector('.seconds').textContent.replace(/\\d+/, 'N');
     const found = [seconds()];
     for (const language of ['ja', 'no such language']) {
       code.lang = language;
       code.seed = rfcSeed;
       found.push(seconds());
     }
     code.removeAttribute('lang');
     const host = document.createElement('div');
     host.lang = 'fr';
     host.attachShadow({ mode: 'open' }).append(code);
     document.body.append(host);
     return [...found, seconds(), code.shadowRoot.querySelector('[aria-live], [role]')];`,
  );
  const format = (/** @type {string} */ language) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: 'second' }).format(7).replace('7', 'N');
  assert.deepEqual(found, [format('en'), format('ja'), format('en'), format('fr'), null]);
});

elementTest('<mfa-code> takes a URI as well, and the last one set counts', async ({ page }) => {
  const shown = await run(
    page,
    `elements.define(await load());
     code.uri = otherURI;
     const one = digits();
     code.seed = rfcSeed;
     const two = digits();
     code.uri = otherURI;
     code.seed = '';
     return [Date.now(), one, two, digits(), code.uri === otherURI];`,
  );
  const otp = await load();
  const [now, ...rest] = shown;
  const possible = [now, now - 1000].map((at) =>
    ['JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', rfcSeed, 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'].map((seed) =>
      otp.code(seed, at).replace(/^.../, '$& '),
    ),
  );
  assert.ok(possible.some((codes) => [...codes, true].join() === rest.join()));
});

elementTest('the code is written from left to right and is not a live region', async ({ page }) => {
  await run(page, 'elements.define(await load()); code.seed = rfcSeed;');
  assert.equal(await page.locator('mfa-code .digits').getAttribute('dir'), 'ltr');
  assert.equal(await page.locator('mfa-code .spoken').getAttribute('dir'), 'ltr');
  assert.equal(await page.locator('mfa-code [aria-live]').count(), 0);
});
