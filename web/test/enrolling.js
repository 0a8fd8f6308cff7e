import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import { accessibilityFaults, decode, launch } from './browser.js';
import { startService } from './service.js';

/** @type {import('playwright-core').Browser} */ export let browser;
/** @type {Awaited<ReturnType<typeof startService>>} */ export let service;
/** @type {import('@virtual-mfa/toolkit').Toolkit} */ export let otp;
before(async () => {
  service = await startService('-profile', 'hardened', '-issuer', 'Example', '-hardware');
  browser = await launch();
  otp = await load();
});
after(async () => {
  await browser?.close();
  service?.stop();
});

let users = 0;

/** A new user and a link for it. @param {...string} flags */
export async function invited(...flags) {
  const user = `user${++users}`;
  await service.call('CreateUser', { UserName: user });
  return { user, link: service.invite(...flags, user) };
}

/**
 * Screenshots are kept if SHOTS names a folder.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
export async function shoot(page, name) {
  const folder = process.env.SHOTS;
  if (folder) mkdirSync(folder, { recursive: true });
  return page.screenshot({
    fullPage: true,
    path: folder && join(folder, `${name.replace(/\W+/g, '-')}.png`),
  });
}

/**
 * Opens a link and waits for a view. Notes everything that the page requests or
 * complains about.
 *
 * @param {string} link
 * @param {import('playwright-core').BrowserContextOptions} [options]
 * @param {string} [view]
 */
export async function follow(link, options = {}, view = 'ready') {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const seen = { urls: /** @type {string[]} */ ([]), complaints: /** @type {string[]} */ ([]) };
  page.on('request', (request) => seen.urls.push(request.url()));
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  page.on('console', (message) => {
    // Chromium reports every answer of 4xx, which the service's refusals are.
    if (!/the server responded with a status of 4/.test(message.text())) {
      seen.complaints.push(message.text());
    }
  });
  await page.exposeFunction('noteViolation', (/** @type {string} */ text) =>
    seen.complaints.push(text),
  );
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // @ts-expect-error a function of this test
      window.noteViolation(`${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(link);
  await page.waitForSelector(`html[data-ready=${view}]`);
  return { context, page, seen };
}

/** @typedef {Awaited<ReturnType<typeof follow>>['seen']} Seen */

/** @param {Seen} seen @param {...string} secrets */
export function wasQuiet(seen, ...secrets) {
  assert.deepEqual(seen.complaints, []);
  for (const url of seen.urls.map((requested) => requested.split('#')[0])) {
    assert.ok(
      url.startsWith(service.url) || url.startsWith('blob:'),
      `requested ${new URL(url).origin}`,
    );
    for (const secret of secrets) assert.ok(!url.includes(secret), 'a secret is in a URL');
  }
}

/** @param {import('playwright-core').Page} page */
export async function looksRight(page) {
  assert.deepEqual(await accessibilityFaults(page), []);
  await fits(page);
}

/** @param {import('playwright-core').Page} page */
async function fits(page) {
  assert.equal(
    await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
    false,
    'scrolls sideways',
  );
}

const ways = /** @type {const} */ ([
  ['light', { colorScheme: 'light' }, 1280],
  ['dark', { colorScheme: 'dark' }, 1280],
  ['forced colours', { forcedColors: 'active' }, 1280],
  ['320 pixels', { colorScheme: 'light' }, 320],
  ['320 pixels, dark', { colorScheme: 'dark' }, 320],
]);

/**
 * Looks in each way at what a page shows by now.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} name of the screenshots
 */
export async function looksRightAnyWay(page, name) {
  for (const [way, media, width] of ways) {
    await page.setViewportSize({ width, height: 720 });
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...media });
    if (process.env.SHOTS) await shoot(page, `${name} ${way}`);
    // The colours are those of the wide screen.
    await (width > 320 ? looksRight : fits)(page);
  }
}

/** The key in the QR code of a screenshot. @param {Buffer} screenshot */
export function scan(screenshot) {
  const uri = decode(screenshot);
  assert.ok(uri, 'no QR code in the screenshot');
  return otp.parse(uri);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string[]} codes
 */
export async function enter(page, [older, newer]) {
  await page.fill('#older', older);
  await page.fill('#newer', newer);
  await page.click('#submit');
}

/** Sends wrong codes with a link until no attempt is left. @param {string} link */
export async function useUpAttempts(link) {
  for (let left = 20; left > 0; left--) {
    const answer = await fetch(`${service.url}/EnableMFADevice`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${link.split('#')[1]}`,
      },
      body: JSON.stringify({ AuthenticationCode1: '000000', AuthenticationCode2: '111111' }),
    });
    assert.equal((await answer.json()).Code, 'InvalidAuthenticationCode');
  }
}

/** @param {string} user */
export const devices = async (user) =>
  (await service.call('ListMFADevices', { UserName: user })).MFADevices.length;

/**
 * The two codes of the key that the page spells.
 *
 * @param {import('playwright-core').Page} page
 * @param {number} [ahead] in seconds
 */
export async function pairOf(page, ahead = 0) {
  const { now } = await (await fetch(`${service.url}/_local/clock`)).json();
  return otp.pair((await page.textContent('#key')) ?? '', Date.parse(now) + ahead * 1000);
}
