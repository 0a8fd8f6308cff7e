import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from './browser.js';
import { awsURI } from './builds.js';
import { launchFirefox, openFirefox } from './firefox.js';
import { serve } from './site.js';

for (const [look, dark] of Object.entries({ light: 0, dark: 1 })) {
  test(`Firefox, ${look}: the QR code is read from a screenshot, and axe-core finds nothing`, async (t) => {
    const site = await serve();
    const browser = await launchFirefox({ 'ui.systemUsesDarkTheme': dark });
    t.after(async () => {
      await browser.close();
      site.close();
    });
    const { page, complaints, faults } = await openFirefox(browser);
    await page.goto(site.url);
    await page.waitForSelector('html[data-ready=ready]');
    await page.type('#key', awsURI);
    await page.keyboard.press('Tab');
    await page.waitForSelector('#device:not([hidden])');
    assert.equal(decode(Buffer.from(await page.screenshot())), awsURI);
    assert.deepEqual(await faults(), []);
    assert.deepEqual(complaints, []);
  });
}
