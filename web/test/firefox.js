import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';
import { patience } from './until.js';

const paths = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param {Record<string, unknown>} [preferences] of about:config */
export function launchFirefox(preferences) {
  const executablePath = paths.find((path) => existsSync(path));
  if (!executablePath) throw new Error('no Firefox: infra/tools/browsers.sh installs it');
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: preferences,
    timeout: patience,
    protocolTimeout: patience,
  });
}

/**
 * Opens an empty page that notes what Firefox complains of and what it asks
 * for.
 *
 * @param {import('puppeteer-core').Browser} browser
 */
export async function openFirefox(browser) {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  /** @type {string[]} */ const complaints = [];
  /** @type {string[]} */ const requests = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => requests.push(request.url()));
  await page.setViewport({ width: 800, height: 1400 });
  /** What axe-core finds wrong. */
  const faults = async () => {
    await page.evaluate(axe);
    return page.evaluate('axe.run().then((report) => report.violations.map((fault) => fault.id))');
  };
  return { page, complaints, requests, faults };
}
