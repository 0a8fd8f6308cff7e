// The toolkit's page in Chromium, as the Worker serves it, under the policy
// that the local server has too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { decode, launch, open } from '../../../web/test/browser.js';
import { startWorker } from './workerd.js';

let browser, worker;
before(async () => {
  worker = await startWorker({ ORIGIN: 'http://127.0.0.1:1' });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await worker?.stop();
});

test('the page draws a QR code in Chromium, and complains of nothing', async () => {
  const { context, page, seen } = await open(browser, `${worker.url}/toolkit/`);
  await page.fill('#key', 'JBSWY3DPEHPK3PXP');
  await page.locator('#key').blur();
  await page.waitForFunction(() => document.querySelector('mfa-qr, svg, canvas'));
  assert.match(
    decode(await page.screenshot({ fullPage: true })) ?? '',
    /^otpauth:\/\/totp\/.*secret=JBSWY3DPEHPK3PXP/,
  );
  assert.deepEqual(seen.complaints, []);
  assert.deepEqual(
    seen.requests.filter((url) => !url.startsWith(worker.url)),
    [],
  );
  await context.close();
});

for (const path of ['/toolkit/', '/enroll/', '/import/'])
  test(`${path} has its own policy as a header, and may not be framed`, async () => {
    const { status, headers } = await fetch(`${worker.url}${path}`);
    assert.equal(status, 200);
    const index = readFileSync(resolve(import.meta.dirname, '../../../web/index.html'), 'utf8');
    const [, own] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(index);
    assert.equal(headers.get('content-security-policy'), `${own}; frame-ancestors 'none'`);
    assert.match(headers.get('strict-transport-security'), /^max-age=\d{8}/);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });
