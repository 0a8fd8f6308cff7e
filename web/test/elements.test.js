import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decode, launch, open } from './browser.js';
import { awsURI, rfcSeed } from './builds.js';
import { serve } from './site.js';

const html = `<!doctype html><html lang="en"><title>Elements</title><script type="module" src="/elements.js"></script>
<mfa-qr id="early"></mfa-qr><mfa-code id="code"></mfa-code></html>`;
// Sets a property before the elements are defined, as a page does that does not wait for load.
const script = `import { load } from '/toolkit/index.js';
import { define } from '/toolkit/elements.js';
document.getElementById('early').uri = ${JSON.stringify(awsURI)};
define(await load());
document.documentElement.dataset.ready = 'ready';`;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;
before(async () => {
  site = await serve(undefined, { '/elements.html': html, '/elements.js': script });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.close();
});

const openElements = () => open(browser, `${site.url}/elements.html`);

test('a property that was set before the definition is drawn', async () => {
  const { context, page } = await openElements();
  assert.equal(decode(await page.screenshot()), awsURI);
  assert.equal(await page.getByRole('img', { name: 'QR code with the setup key' }).count(), 1);
  await page.evaluate(() => document.getElementById('early')?.setAttribute('label', 'Another name'));
  assert.equal(await page.getByRole('img', { name: 'Another name' }).count(), 1);
  await context.close();
});

test('no secret is in the markup', async () => {
  const { context, page } = await openElements();
  await page.evaluate((seed) => Object.assign(document.getElementById('code') ?? {}, { seed }), rfcSeed);
  assert.equal((await page.content()).includes(rfcSeed), false);
  await context.close();
});

test('what cannot be drawn is an error, and what was drawn before is gone', async () => {
  const { context, page } = await openElements();
  const kinds = await page.evaluate(() => {
    const set = (/** @type {string} */ id, /** @type {object} */ value) => {
      try {
        Object.assign(document.getElementById(id) ?? {}, value);
        return 'none';
      } catch (error) {
        return /** @type {any} */ (error).kind;
      }
    };
    return [set('code', { seed: 'JBSWY3DP' }), set('code', { seed: 'A' }), set('early', { uri: 'x'.repeat(3000) })];
  });
  assert.deepEqual(kinds, ['none', 'seed', 'text']);
  assert.equal(await page.locator('#code .digits').textContent(), '');
  assert.equal(await page.locator('#early svg').count(), 0);
  await context.close();
});

test('an element that was taken out forgets its code, and shows it again when it is put back', async () => {
  const { context, page } = await openElements();
  const [out, back] = await page.evaluate((seed) => {
    const code = /** @type {any} */ (document.getElementById('code'));
    const digits = () => code.shadowRoot.querySelector('.digits').textContent;
    code.seed = seed;
    code.remove();
    const gone = digits();
    document.body.append(code);
    return [gone, digits()];
  }, rfcSeed);
  assert.equal(out, '');
  assert.match(back, /^\d{3} \d{3}$/);
  await context.close();
});
