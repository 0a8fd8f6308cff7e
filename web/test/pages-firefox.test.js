import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import { decode } from './browser.js';
import { launchFirefox, openFirefox } from './firefox.js';
import { startService } from './service.js';
import { pskc } from './vendor-file.js';

const service = await startService('-hardware');
const browser = await launchFirefox();
after(async () => {
  await browser.close();
  service.stop();
});

test('Firefox: a user enrolls with the code of the QR code in a screenshot', async () => {
  await service.call('CreateUser', { UserName: 'alice' });
  const link = service.invite('alice');
  const { page, complaints, requests, faults } = await openFirefox(browser);
  await page.goto(link);
  await page.waitForSelector('html[data-ready=ready]');
  assert.equal(page.url(), `${service.url}/enroll/`);
  const otp = await load();
  const { seed } = otp.parse(decode(Buffer.from(await page.screenshot())) ?? '');
  assert.deepEqual(await faults(), []);
  const [older, newer] = otp.pair(seed);
  await page.type('#older', older);
  await page.type('#newer', newer);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#done:not([hidden])');
  assert.deepEqual(await faults(), []);
  assert.equal((await service.call('ListMFADevices', { UserName: 'alice' })).MFADevices.length, 1);
  assert.deepEqual(complaints, []);
  const ticket = link.split('#')[1];
  for (const url of requests.map((request) => request.split('#')[0])) {
    assert.ok(url.startsWith(service.url), `requested ${new URL(url).origin}`);
    assert.ok(!url.includes(seed) && !url.includes(ticket), 'a secret is in a URL');
  }
  await page.goto(link);
  await page.reload();
  await page.waitForSelector('html[data-ready=redeemed]');
  assert.deepEqual(await faults(), []);
});

test('Firefox: an encrypted file of hardware tokens is imported', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'tokens.xml');
  writeFileSync(file, pskc([{ serial: 'GAHT12345678' }], { passphrase: 'correct horse' }));
  const { page, complaints, requests, faults } = await openFirefox(browser);
  await page.goto(`${service.url}/import/`);
  await page.waitForSelector('html[data-ready=ready]');
  const input = await page.$('input#file');
  await input?.uploadFile(file);
  await page.waitForSelector('#secret', { visible: true });
  await page.type('#secret', 'correct horse');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#credentials', { visible: true });
  assert.deepEqual(await faults(), []);
  await page.type('#key-id', service.key.id);
  await page.type('#secret-key', service.key.secret);
  await page.click('#import');
  await page.waitForSelector('#report-table tbody tr', { visible: true });
  assert.deepEqual(await faults(), []);
  const { HardwareMFADevices } = await service.call('ListHardwareMFADevices', {});
  assert.deepEqual(
    HardwareMFADevices.map((/** @type {any} */ device) => device.SerialNumber),
    ['GAHT12345678'],
  );
  assert.deepEqual(complaints, []);
  for (const url of requests) assert.ok(url.startsWith(service.url), `requested ${url}`);
});
