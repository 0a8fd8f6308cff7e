import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { accessibilityFaults, launch, open } from './browser.js';
import { serve } from './site.js';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;
before(async () => {
  site = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.close();
});

const withBool = `{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "*", "Resource": "*",
   "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}
]}`;

/** @param {import('playwright-core').Page} page @param {string} text */
async function check(page, text) {
  await page.fill('#policy', text);
  await page.getByRole('button', { name: 'Check' }).click();
}

/** The cells of the table, row by row. @param {import('playwright-core').Page} page */
const cells = (page) =>
  page
    .locator('#answer tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent).join(' | ')),
    );

const looks = {
  light: {},
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  '320 pixels': { viewport: { width: 320, height: 640 } },
};

for (const [look, options] of Object.entries(looks)) {
  test(`${look}: a policy with Bool gets its finding and ten rows`, async () => {
    const { context, page, seen } = await open(
      browser,
      `${site.url}/policy.html`,
      /** @type {import('playwright-core').BrowserContextOptions} */ (options),
    );
    const modules = () => seen.requests.filter((url) => url.endsWith('.wasm'));
    assert.deepEqual(modules(), [], 'the module was fetched before it was used');
    assert.deepEqual(await accessibilityFaults(page), []);
    await check(page, withBool);
    await page.waitForSelector('#answer:not([hidden])');
    assert.match(
      (await page.textContent('#findings')) ?? '',
      /^Statement at line 3, column 3: .*long-term access keys.*"BoolIfExists"/,
    );
    assert.deepEqual(await cells(page), [
      ' | key | MFA session | session | old MFA session',
      'This policy | allowed | allowed | explicit deny | allowed',
      'Deny Bool Present false | allowed | allowed | explicit deny | allowed',
      'Deny BoolIfExists Present false | explicit deny | allowed | explicit deny | allowed',
      'Deny Null Present true | explicit deny | allowed | allowed | allowed',
      'Deny Null Age true | explicit deny | allowed | explicit deny | allowed',
      'Deny NumericGreaterThan Age 3600 | allowed | allowed | allowed | explicit deny',
      'Deny NumericGreaterThanIfExists Age 3600 | explicit deny | allowed | explicit deny | explicit deny',
      'Allow Bool Present true | implicit deny | allowed | implicit deny | allowed',
      'Allow BoolIfExists Present true | allowed | allowed | implicit deny | allowed',
      'Allow NumericLessThan Age 3600 | implicit deny | allowed | implicit deny | implicit deny',
    ]);
    assert.equal(
      await page.textContent('#summary'),
      '1 problem found. iam:DeleteUser: key allowed, MFA session allowed, ' +
        'session explicit deny, old MFA session allowed.',
    );
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.equal(
      await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
      false,
      'scrolls sideways',
    );
    await check(page, withBool.replace('"Bool"', '"BoolIfExists"'));
    await page.waitForSelector('text=key explicit deny');
    assert.equal(modules().length, 1);
    assert.deepEqual(seen.complaints, []);
    assert.deepEqual(
      seen.requests.filter((url) => !url.startsWith(site.url)),
      [],
    );
    await context.close();
  });
}

test('a policy that cannot be read is refused, and its line is selected', async () => {
  const { context, page, seen } = await open(browser, `${site.url}/policy.html`);
  await check(page, withBool.replace('"Deny"', '"Permit"'));
  await page.waitForSelector('#policy-error:not(:empty)');
  assert.equal(
    await page.textContent('#policy-error'),
    'MalformedPolicyDocument: Syntax errors in policy. (Effect must be Allow or Deny, line 3 column 22).',
  );
  const selected = await page.evaluate(() => {
    const { value, selectionStart, selectionEnd } = /** @type {HTMLTextAreaElement} */ (
      document.activeElement
    );
    return value.slice(selectionStart, selectionEnd);
  });
  assert.equal(selected, '  {"Effect": "Permit", "Action": "*", "Resource": "*",');
  assert.deepEqual(await accessibilityFaults(page), []);
  await check(page, withBool);
  await page.waitForSelector('#answer:not([hidden])');
  assert.equal(await page.textContent('#policy-error'), '');
  assert.deepEqual(seen.complaints, []);
  await context.close();
});

test('no text crashes the module, and one that is too long is refused', async () => {
  const { context, page, seen } = await open(browser, `${site.url}/policy.html`);
  for (const [text, message] of [
    ['['.repeat(60_000), 'MalformedPolicyDocument: '],
    ['{"Statement":'.repeat(4_000), 'MalformedPolicyDocument: '],
    [' '.repeat(70_000), 'The arguments are longer than 65536 bytes.'],
  ]) {
    await check(page, text);
    await page.waitForFunction(
      (begin) => document.querySelector('#policy-error')?.textContent?.startsWith(begin),
      message,
    );
  }
  assert.deepEqual(seen.complaints, []);
  await context.close();
});

test('the module is at most 86,000 bytes with brotli', () => {
  const bytes = readFileSync(new URL('../page/policy.wasm', import.meta.url));
  const size = brotliCompressSync(bytes).length;
  assert.ok(size <= 86_000, `${size} bytes`);
});

test('a page without the module says how to build it, and a later check tries again', async () => {
  const { context, page } = await open(browser, `${site.url}/policy.html`);
  await page.route('**/policy.wasm', (route) => route.fulfill({ status: 404 }), { times: 1 });
  await check(page, withBool);
  await page.waitForSelector('text=“make wasm” builds the module.');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.waitForSelector('#answer:not([hidden])');
  await context.close();
});

test('where there is no WebAssembly, the page says so', async () => {
  const { context, page } = await open(browser, `${site.url}/policy.html`);
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
  await check(page, withBool);
  await page.waitForSelector('text=There is no WebAssembly here.');
  await context.close();
});
