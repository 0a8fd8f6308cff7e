import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import jsqr from 'jsqr';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';
import { patience } from './until.js';

// The headless shell, which is Chromium without windows, takes little more than
// half of the time.
const paths = ['-headless-shell', '', '-browser'].map((name) => `/usr/bin/chromium${name}`);
paths.push('/usr/bin/google-chrome');

/** @param {string[]} options */
export async function launch(...options) {
  const executablePath = paths.find((path) => existsSync(path));
  if (!executablePath) throw new Error('no Chromium: infra/tools/browsers.sh installs it');
  // As root Chromium's sandbox does not start; the pages are our own.
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...options],
    timeout: patience,
  });
  browser.on('context', (context) => context.setDefaultTimeout(patience));
  return browser;
}

/** @typedef {{ requests: string[], complaints: string[] }} Seen */

/**
 * Opens a page of a site and records its requests and complaints.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  /** @type {Seen} */
  const seen = { requests: [], complaints: [] };
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  page.on('console', (message) => seen.complaints.push(message.text()));
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
  return { context, page, seen };
}

const readQR = /** @type {typeof jsqr.default} */ (/** @type {unknown} */ (jsqr));

/** The text of the QR code in a screenshot. @param {Buffer} screenshot */
export function decode(screenshot) {
  const { data, width, height } = PNG.sync.read(screenshot);
  return readQR(new Uint8ClampedArray(data), width, height)?.data;
}

/**
 * The text of the QR code in a screenshot, as a second decoder reads it.
 *
 * @param {Buffer} screenshot
 */
export function decodeWithZbar(screenshot) {
  const folder = mkdtempSync(join(tmpdir(), 'shot-'));
  try {
    writeFileSync(join(folder, 'shot.png'), screenshot);
    return execFileSync('zbarimg', ['--nodbus', '--raw', '-q', join(folder, 'shot.png')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trimEnd();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What axe-core finds wrong at WCAG 2.2 AA.
 *
 * @param {import('playwright-core').Page} page
 */
export async function accessibilityFaults(page) {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const axe = new AxeBuilder({ page })
    .setLegacyMode() // the other mode opens a second page, for frames of other origins
    .options({ resultTypes: ['violations'] }) // what passed is only counted
    .withTags(tags);
  const { violations, passes } = await axe.analyze();
  if (passes.length < 10) throw new Error('axe-core looked at too little');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/**
 * Checks that a page has nothing in any storage, in a cookie or in its address.
 *
 * @param {import('playwright-core').Page} page
 */
export async function keepsNothing(page) {
  const kept = await page.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    document.cookie,
    (await indexedDB.databases()).length,
    (await caches.keys()).length,
    location.search + location.hash,
  ]);
  assert.deepEqual(kept, [0, 0, '', 0, 0, '']);
}
