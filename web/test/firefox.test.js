import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { decode } from './browser.js';
import { awsURI } from './builds.js';
import { serve } from './site.js';

const executablePath = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) =>
  existsSync(path),
);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const [look, dark] of Object.entries({ light: 0, dark: 1 })) {
  test(`Firefox, ${look}: the QR code is read from a screenshot, and axe-core finds nothing`, async (t) => {
    assert.ok(executablePath, 'no Firefox: infra/tools/browsers.sh installs it');
    const site = await serve();
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath,
      headless: true,
      extraPrefsFirefox: { 'ui.systemUsesDarkTheme': dark },
    });
    t.after(async () => {
      await browser.close();
      site.close();
    });
    const page = await browser.newPage();
    /** @type {string[]} */
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.setViewport({ width: 800, height: 1400 });
    await page.goto(site.url);
    await page.waitForSelector('html[data-ready=ready]');
    await page.type('#key', awsURI);
    await page.keyboard.press('Tab');
    await page.waitForSelector('#device:not([hidden])');
    assert.equal(decode(Buffer.from(await page.screenshot())), awsURI);
    await page.evaluate(axe);
    const faults = await page.evaluate(
      'axe.run().then((report) => report.violations.map((fault) => fault.id))',
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(complaints, []);
  });
}
