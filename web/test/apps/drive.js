import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import { decode } from '../browser.js';
import { seed, uri } from './readme.js';

/**
 * Opens an app in the browser and checks what it shows: the QR code, read from
 * a screenshot, the code, computed by another library, and no secret in the
 * markup.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 */
export async function drive(browser, url) {
  const page = await (await browser.newContext()).newPage();
  const said = { complaints: /** @type {string[]} */ ([]), infos: /** @type {string[]} */ ([]) };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) said.complaints.push(message.text());
    if (message.type() === 'info') said.infos.push(message.text());
  });
  page.on('pageerror', (error) => said.complaints.push(String(error)));
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  await page.goto(url);
  await page.locator('mfa-qr svg').waitFor();
  await checkShown(page);
  return { page, ...said, close: () => page.context().close() };
}

/**
 * Drives an app that must not complain of anything except, where the copy
 * inside the package is used, of the request for otp.wasm that failed.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {boolean} copied whether the copy must have been used
 */
export async function driveQuiet(browser, url, copied) {
  const { complaints, infos, close } = await drive(browser, url);
  const isFailedRequest = (/** @type {string} */ text) => /404 \(Not Found\)/.test(text);
  assert.deepEqual(
    complaints.filter((text) => !(copied && isFailedRequest(text))),
    [],
  );
  const usesCopy = infos.filter((text) => text.includes('the copy inside @virtual-mfa/toolkit'));
  assert.equal(usesCopy.length, copied ? 1 : 0);
  await close();
}

/** @param {import('playwright-core').Page} page */
export async function checkShown(page) {
  const before = Date.now() - 5000; // the page's timer may be late
  const shown = (await page.locator('mfa-code .digits').textContent()) ?? '';
  const totp = new TOTP({ secret: Secret.fromBase32(seed) });
  const possible = [before, Date.now()].map((timestamp) => totp.generate({ timestamp }));
  assert.ok(possible.includes(shown.replace(' ', '')), `shows ${shown}`);
  assert.equal(decode(await page.screenshot()), uri);
  const markup = await page.evaluate(() => document.querySelector('body')?.outerHTML ?? '');
  assert.equal(markup.includes(seed), false, 'the seed is in the markup');
}
