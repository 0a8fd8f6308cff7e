import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { keepsNothing } from './browser.js';
import { rfcSeed } from './builds.js';
import {
  browser,
  devices,
  follow,
  looksRight,
  otp,
  service,
  shoot,
  wasQuiet,
} from './enrolling.js';
import { defaultSeed, pskc } from './vendor-file.js';

/** @typedef {import('playwright-core').Page} Page */

const passphrase = 'correct horse';

/** Opens the page. @param {import('playwright-core').BrowserContextOptions} [options] @param {string} [view] */
const open = (options, view) => follow(`${service.url}/import/`, options, view);

/** @param {Page} page @param {Buffer} buffer @param {string} [name] */
const choose = (page, buffer, name = 'tokens.xml') =>
  page.setInputFiles('#file', { name, mimeType: 'text/xml', buffer });

/** @param {Page} page @param {string} secret */
async function unlock(page, secret) {
  await page.waitForSelector('#secret:visible');
  await page.fill('#secret', secret);
  await page.click('#open');
}

/** @param {Page} page @param {{ id: string, secret: string }} [key] */
async function enterKey(page, key = service.key) {
  await page.waitForSelector('#credentials:visible');
  await page.fill('#key-id', key.id);
  await page.fill('#secret-key', key.secret);
}

/** The rows of a table. @param {Page} page @param {string} table */
const rows = (page, table) =>
  page.$$eval(`#${table}-table tbody tr`, (found) =>
    found.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
  );

let shipments = 0;

/** Serial numbers that no other test has. @param {number} n */
function serials(n) {
  const shipment = ++shipments;
  return Array.from({ length: n }, (_, i) => `GAHT${shipment * 10_000 + i + 10_000_000}`);
}

/** What the service has in stock, of these serial numbers. @param {string[]} wanted */
async function stock(wanted) {
  const { HardwareMFADevices } = await service.call('ListHardwareMFADevices', { MaxItems: 1000 });
  return HardwareMFADevices.map((/** @type {any} */ device) => device.SerialNumber)
    .filter((/** @type {string} */ serial) => wanted.includes(serial))
    .sort();
}

test('an encrypted file is imported without its passphrase leaving the page, and a token works', async () => {
  const names = serials(52);
  const file = pskc(
    [...names.map((serial) => ({ serial })), { serial: 'GAHT99999999', algorithm: 'hotp' }],
    { passphrase },
  );
  const { context, page, seen } = await open();
  assert.ok(!seen.urls.some((url) => url.endsWith('.wasm')), 'the module is not yet asked for');
  /** @type {string[]} */ const sent = [];
  page.on('request', (request) =>
    sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData()}`),
  );
  await choose(page, file);
  await unlock(page, passphrase);
  await page.waitForSelector('#contents:visible');
  assert.match((await page.textContent('#contents-text')) ?? '', /52 of 53/);
  const shown = await page.content();
  await shoot(page, 'import light table');
  await looksRight(page);
  await enterKey(page);
  await page.click('#check');
  await page.waitForSelector('#report-title:focus');
  assert.match((await page.textContent('#report-text')) ?? '', /Would be imported: 52\./);
  assert.deepEqual(await stock(names), []);
  await shoot(page, 'import light check');
  await page.click('#import');
  await page.waitForSelector('#report-hint:visible');
  assert.match(
    (await page.textContent('#report-text')) ?? '',
    /^Imported: 52\..* Not imported: 1\.$/,
  );
  await shoot(page, 'import light report');
  await looksRight(page);
  assert.deepEqual(await stock(names), names);

  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  assert.equal(download.suggestedFilename(), 'rejected.csv');
  assert.match(
    readFileSync(await download.path(), 'utf8'),
    /^53,GAHT99999999,Refused,it counts events/,
  );
  wasQuiet(seen, rfcSeed, passphrase, service.key.secret, defaultSeed.toString('base64'));
  const imports = sent.filter((request) => request.includes('/ImportMFADevices '));
  assert.equal(imports.length, 6, 'three requests, twice');
  assert.ok(imports.every((request) => request.includes(rfcSeed)));
  for (const request of sent) {
    assert.ok(!request.includes(passphrase) && !request.includes(service.key.secret), request);
  }
  for (const markup of [shown, await page.content()]) {
    for (const secret of [rfcSeed, passphrase, service.key.secret]) {
      assert.ok(!markup.includes(secret));
    }
  }
  assert.equal(await page.inputValue('#secret-key'), '');

  await service.call('CreateUser', { UserName: names[0] });
  const [AuthenticationCode1, AuthenticationCode2] = otp.pair(rfcSeed);
  await service.call('EnableMFADevice', {
    UserName: names[0],
    SerialNumber: names[0],
    AuthenticationCode1,
    AuthenticationCode2,
  });
  assert.equal(await devices(names[0]), 1);
  await context.close();
});

const looks = {
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  'German, 320 pixels': { locale: 'de-CH', viewport: { width: 320, height: 640 } },
};

for (const [look, options] of Object.entries(looks)) {
  test(`${look}: what is in a file, an error and the report are readable`, async () => {
    const names = serials(3);
    const file = pskc([
      ...names.map((serial) => ({ serial })),
      { serial: names[0], seed: Buffer.alloc(20, 7) },
      { serial: 'x'.repeat(256), algorithm: 'hotp' },
    ]);
    const { context, page, seen } = await open(
      /** @type {import('playwright-core').BrowserContextOptions} */ (options),
    );
    await choose(page, file, `${'shipment '.repeat(8)}.xml`);
    await page.waitForSelector('#contents:visible');
    assert.equal((await rows(page, 'contents')).length, 5);
    await enterKey(page, { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wrong' });
    await page.click('#import');
    await page.waitForSelector('#stop-message:visible');
    await shoot(page, `import ${look} error`);
    await looksRight(page);
    await enterKey(page);
    await page.click('#import');
    await page.waitForSelector('#report-hint:visible');
    await shoot(page, `import ${look} report`);
    await looksRight(page);
    assert.deepEqual(await stock(names), names.slice(1));
    const words = (await page.textContent('main')) ?? '';
    if (look.startsWith('German')) {
      assert.doesNotMatch(words, /\b(the|its|token can)\b/i);
      assert.match(words, /Zeile 4 hat dieselbe Seriennummer und einen anderen Seed/);
    }
    wasQuiet(seen);
    await context.close();
  });
}

/** What the page says is wrong with a file. @param {Page} page @param {RegExp} expected */
async function fileError(page, expected) {
  await page.waitForFunction(() => document.getElementById('file-error')?.textContent);
  assert.match((await page.textContent('#file-error')) ?? '', expected);
  assert.equal(await page.locator('#contents:visible').count(), 0);
  assert.equal(await page.locator('[aria-invalid=true]').count(), 1);
}

test('what is wrong with a file is said in a sentence', async () => {
  const { context, page } = await open();
  const sealed = pskc([{ serial: 'GAHT12345678' }], { passphrase });
  const changed = Buffer.from(String(sealed).replace(/<ValueMAC>..../, '<ValueMAC>AAAA'));
  const locked = pskc([{ serial: 'GAHT12345678' }], { key: Buffer.alloc(16, 7) });

  await page.route('**/tokens.wasm', (route) => route.fulfill({ status: 404 }));
  await choose(page, sealed);
  await fileError(page, /built without the module/);
  await page.unroute('**/tokens.wasm');
  await page.route('**/tokens.wasm', (route) => route.abort());
  await choose(page, sealed);
  await fileError(page, /could not be loaded/);
  await page.unroute('**/tokens.wasm');

  await choose(page, sealed);
  await unlock(page, ' ');
  await fileError(page, /^Enter what the vendor gave you/);
  await unlock(page, 'wrong horse');
  await fileError(page, /^The passphrase or key is wrong, or the file was changed/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'secret');
  await shoot(page, 'import light wrong passphrase');
  await looksRight(page);

  await choose(page, changed);
  await unlock(page, passphrase);
  await fileError(page, /^The passphrase or key is wrong, or the file was changed/);

  await choose(page, locked);
  await page.waitForSelector('#secret-label:text("hexadecimal")');
  await unlock(page, '0123');
  await fileError(page, /32, 48 or 64 hexadecimal digits/);
  await unlock(page, '01'.repeat(16));
  await fileError(page, /^The passphrase or key is wrong/);
  await unlock(page, '07'.repeat(16));
  await page.waitForSelector('#contents:visible');

  for (const [content, sentence] of /** @type {[string, RegExp][]} */ ([
    ['', /^This file cannot be used: the file is empty\.$/],
    ['<html></html>', /no KeyContainer of RFC 6030\.$/],
    ['<!DOCTYPE a [<!ENTITY b "c">]><KeyContainer/>', /document type declaration/],
    ['PK\u0003\u0004\u0000\u0000', /neither XML nor CSV in UTF-8/],
    [String(sealed).slice(0, -20), /line \d+|ends too early/],
  ])) {
    await choose(page, Buffer.from(content));
    if (content.includes('EncryptionKey')) await unlock(page, passphrase);
    await fileError(page, sentence);
  }

  await page.evaluate(() => {
    Object.defineProperty(File.prototype, 'size', { value: 2 ** 25 + 1, configurable: true });
  });
  await choose(page, sealed);
  await fileError(page, /^The file is too large/);
  await context.close();
});

test('what the service refuses is said in its words, whatever the clock of the machine', async () => {
  const { context, page } = await open();
  await page.clock.setFixedTime(Date.now() + 3 * 60 * 60 * 1000);
  const [serial] = serials(1);
  await service.call('CreateUser', { UserName: serial });
  const { AccessKey } = await service.call('CreateAccessKey', { UserName: serial });
  await choose(page, Buffer.from(`${serial},${defaultSeed.toString('hex')},totp,6,30\n`), 'a.csv');
  await page.waitForSelector('#credentials:visible');
  await page.click('#import');
  for (const [
    key,
    sentence,
  ] of /** @type {[{ id: string, secret: string } | undefined, RegExp][]} */ ([
    [undefined, /^Enter the access key ID and the secret access key\. $/],
    [
      { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wrong' },
      /not accept these credentials: The security token included in the request is invalid/,
    ],
    [
      { id: service.key.id, secret: 'wrong' },
      /not accept these credentials: The request signature we calculated does not match/,
    ],
    [
      { id: AccessKey.AccessKeyId, secret: AccessKey.SecretAccessKey },
      /a policy that allows it: User: arn:.* is not authorized to perform: iam:ImportMFADevices/,
    ],
  ])) {
    if (key) {
      await enterKey(page, key);
      await page.click('#import');
    }
    await page.waitForFunction(() => {
      const stop = document.getElementById('stop');
      const button = /** @type {HTMLButtonElement} */ (document.getElementById('import'));
      return stop?.textContent?.trim() && !button.disabled;
    });
    assert.match((await page.textContent('#stop')) ?? '', sentence);
  }
  await looksRight(page);
  assert.deepEqual(await stock([serial]), []);
  await page.route('**/ImportMFADevices', (route) => route.abort());
  await page.click('#check');
  await page.waitForSelector('#check:focus');
  assert.match((await page.textContent('#stop')) ?? '', /^The service cannot be reached/);
  assert.equal(await page.locator('[aria-invalid=true]').count(), 0);
  await context.close();
});

test('the language can be changed while an error is shown', async () => {
  const { context, page } = await open();
  const [first, second] = serials(2);
  const sealed = String(pskc([{ serial: first }, { serial: second }], { passphrase }));
  const end = sealed.lastIndexOf('<ValueMAC>');
  await choose(
    page,
    Buffer.from(sealed.slice(0, end) + sealed.slice(end).replace(/<ValueMAC>.*?<\/ValueMAC>/, '')),
  );
  await unlock(page, passphrase);
  await fileError(page, /has no MAC.*vendor for a file with MACs \(key package 2\)\.$/);
  await page.click('#switch');
  await fileError(page, /keinen MAC.* \(Schlüsselpaket 2\)\.$/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'switch');

  await choose(page, pskc([{ serial: first }]));
  await enterKey(page, { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wrong' });
  await page.click('#import');
  await page.waitForSelector('#key-id:focus');
  await page.click('#switch');
  assert.match((await page.textContent('#stop')) ?? '', /^The service does not accept/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'switch');
  const marked = await page.$$eval('[aria-invalid=true]', (found) => found.map(({ id }) => id));
  assert.deepEqual(marked, ['key-id', 'secret-key']);
  await context.close();
});

test('a reason that is known in English only is marked as English', async () => {
  const { context, page } = await open({ locale: 'de' });
  const reason = () =>
    page.$eval('#file-error span', (span) => [span.getAttribute('lang'), span.textContent]);
  await choose(page, Buffer.from(''));
  await fileError(page, /^Diese Datei ist nicht verwendbar: sie ist leer\.$/);
  assert.deepEqual(await reason(), ['de', 'sie ist leer']);
  await page.route('**/*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: (await response.text()).replace('the file is empty', 'it is another sentence'),
    });
  });
  await page.reload();
  await page.waitForSelector('html[data-ready=ready]');
  await choose(page, Buffer.from(''));
  await fileError(page, /^Diese Datei ist nicht verwendbar: the file is empty\.$/);
  assert.deepEqual(await reason(), ['en', 'the file is empty']);
  await context.close();
});

test('what stands before the service, and bad answers, have sentences of their own', async () => {
  const { context, page } = await open();
  assert.notEqual(
    await page.$eval('#file-status', (status) => getComputedStyle(status).display),
    'none',
    'a live region that is hidden does not speak',
  );
  const [serial] = serials(1);
  await choose(page, pskc([{ serial }]));
  await page.waitForSelector('#contents-title:focus');
  let requests = 0;
  let answer = { status: 0, body: '' };
  await page.route('**/ImportMFADevices', (route) => {
    requests++;
    return answer.status ? route.fulfill(answer) : route.continue();
  });
  /** @param {RegExp} sentence @param {string[]} [wrong] the fields that are marked */
  async function stops(sentence, wrong = []) {
    await page.click('#import');
    await page.waitForSelector(`#${wrong[0] ?? 'import'}:focus:enabled`);
    await page.waitForSelector('#stop:visible');
    assert.match((await page.textContent('#stop')) ?? '', sentence);
    const marked = await page.$$eval('[aria-invalid=true]', (found) => found.map(({ id }) => id));
    assert.deepEqual(marked, wrong);
  }
  await enterKey(page, { id: 'AKIA-OSFODNN7EXAMPLE', secret: 'wrong' });
  await stops(/^An access key ID has 16 to 128 letters/, ['key-id']);
  assert.equal(requests, 0);

  await enterKey(page);
  const long = { SerialNumber: serial, Status: 'Imported', Message: 'x'.repeat(2 ** 18) };
  for (const [status, body, sentence] of /** @type {[number, unknown, RegExp][]} */ ([
    [404, { message: 'Not Found' }, /^The service does not know this operation/],
    [413, { message: 'Request Too Long' }, /^The request is too large/],
    [429, { message: 'Too Many Requests' }, /^The service gets too many requests/],
    [400, { Code: 'ValidationError', Message: {} }, /^The service refuses the request: $/],
    [403, { Code: ['AccessDenied'], Message: 'no' }, /^The service cannot be reached/],
    [200, { Results: [] }, /^The service cannot be reached/],
    [200, { Results: [long] }, /^The service cannot be reached/],
    [200, 'a page', /^The service cannot be reached/],
  ])) {
    answer = { status, body: JSON.stringify(body) };
    await stops(sentence);
  }
  answer = { status: 502, body: '<html>' };
  await stops(/^The service cannot be reached/);

  answer = { status: 0, body: '' };
  const now = Date.now();
  for (const hours of [-1, 1]) {
    await page.clock.setFixedTime(now + hours * 3_600_000);
    await stops(/^The clock of this computer was changed/);
  }
  await page.clock.setFixedTime(Date.now());
  await page.click('#import');
  await page.waitForSelector('#report-title:focus');
  assert.deepEqual(await stock([serial]), [serial]);
  await context.close();
});

test('progress is drawn after every request, and told at the start and the end', async () => {
  const { context, page } = await open();
  await choose(page, pskc(serials(60).map((serial) => ({ serial }))));
  await enterKey(page);
  await page.evaluate(() => {
    const region = /** @type {HTMLElement} */ (document.getElementById('report-text'));
    /** @type {unknown[]} */ const told = [];
    new MutationObserver(() => told.push(region.textContent)).observe(region, { childList: true });
    Object.assign(globalThis, { told });
  });
  /** @type {number[][]} */ const drawn = [];
  await page.route('**/ImportMFADevices', async (route) => {
    drawn.push(
      await page.$eval('progress', (bar) => {
        const { value, max } = /** @type {HTMLProgressElement} */ (bar);
        return [value, max];
      }),
    );
    await route.continue();
  });
  await page.click('#check');
  await page.waitForSelector('#report-title:focus');
  assert.deepEqual(drawn, [
    [0, 60],
    [25, 60],
    [50, 60],
  ]);
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).told), [
    'Going through 60 rows …',
    'Would be imported: 60. Already there: 0. Would not be imported: 0.',
  ]);
  await context.close();
});

test('the bytes of a file are erased after an import, and when another file is chosen', async () => {
  const { context, page } = await open();
  await page.evaluate(() => {
    const { arrayBuffer } = Blob.prototype;
    /** @type {ArrayBuffer[]} */ const kept = [];
    Object.assign(globalThis, { kept });
    File.prototype.arrayBuffer = async function () {
      const buffer = await arrayBuffer.call(this);
      kept.push(buffer);
      return buffer;
    };
  });
  /** How many bytes of each file that was read are not zero. */
  const left = () =>
    page.evaluate(() =>
      /** @type {{ kept: ArrayBuffer[] }} */ (/** @type {unknown} */ (globalThis)).kept.map(
        (buffer) => new Uint8Array(buffer).filter((byte) => byte !== 0).length,
      ),
    );
  const [serial] = serials(1);
  await choose(page, pskc([{ serial }], { passphrase }));
  await page.waitForSelector('#secret:focus');
  assert.ok((await left())[0] > 1000);
  await choose(page, pskc([{ serial }]));
  await page.waitForSelector('#contents-title:focus');
  assert.deepEqual(await left(), [0, 0]);
  await enterKey(page);
  await page.click('#import');
  await page.waitForSelector('#report-title:focus');
  assert.deepEqual(await stock([serial]), [serial]);
  assert.deepEqual(await left(), [0, 0]);
  await context.close();
});

test('an interrupted import goes on where it stopped, and changes nothing twice', async () => {
  const { context, page } = await open();
  const names = serials(60);
  const unusable = { serial: 'GAHT99999999', algorithm: 'hotp' };
  const file = String(pskc([unusable, ...names.map((serial) => ({ serial }))]));
  const dataTransfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.xml'));
    return data;
  }, file);
  await page.dispatchEvent('#drop', 'drop', { dataTransfer });
  await enterKey(page);
  assert.equal(await page.textContent('#file-status'), 'dropped.xml has been read.');
  let requests = 0;
  await page.route('**/ImportMFADevices', async (route) => {
    // The answer to the second request is lost: its tokens are imported.
    if (++requests !== 2) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.click('#import');
  await page.waitForSelector('#stop:visible');
  await page.waitForSelector('#import:focus');
  assert.match((await page.textContent('#stop')) ?? '', /What was imported stays imported/);
  assert.equal((await rows(page, 'report')).length, 26);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  assert.match(readFileSync(await download.path(), 'utf8'), /^1,GAHT99999999,Refused,.*\n$/);
  await shoot(page, 'import light interrupted');
  await looksRight(page);
  assert.equal(await page.textContent('#import'), 'Go on with the import');
  await page.click('#import');
  await page.waitForSelector('#report-hint:visible');
  assert.equal(requests, 4);
  assert.equal(
    await page.textContent('#report-text'),
    'Imported: 35. Already there and not changed: 25. Not imported: 1.',
  );
  assert.deepEqual(await stock(names), names);
  await context.close();
});

test('the keyboard alone is enough, and the module’s memory is zero afterwards', async () => {
  const { context, page } = await open();
  await page.evaluate(() => {
    const { Instance } = WebAssembly;
    WebAssembly.Instance = class extends Instance {
      /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} [imports] */
      constructor(module, imports) {
        super(module, imports);
        Object.assign(globalThis, { memory: this.exports.memory });
      }
    };
  });
  /** How many bytes of the module's memory are not zero. */
  const left = () =>
    page.evaluate(() => {
      const { memory } = /** @type {{ memory: WebAssembly.Memory }} */ (
        /** @type {unknown} */ (globalThis)
      );
      return new Uint8Array(memory.buffer).filter((byte) => byte !== 0).length;
    });
  /** @param {string} id */
  async function tabTo(id) {
    for (let i = 0; i < 10; i++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
    }
    assert.fail(`the keyboard does not reach ${id}`);
  }
  const [serial] = serials(1);
  const chosen = page.waitForEvent('filechooser'); // before the key, as Chromium has to be told
  await tabTo('file');
  await page.keyboard.press('Enter');
  const chooser = await chosen;
  const buffer = pskc([{ serial }], { passphrase });
  await chooser.setFiles({ name: 'tokens.xml', mimeType: 'text/xml', buffer });
  await page.waitForSelector('#secret:focus');
  await page.keyboard.type(passphrase);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#contents-title:focus');
  assert.ok((await left()) > 1000);
  await tabTo('key-id');
  await page.keyboard.type(service.key.id);
  await tabTo('secret-key');
  await page.keyboard.type(service.key.secret);
  await tabTo('import');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#report-title:focus');
  assert.deepEqual(await stock([serial]), [serial]);
  assert.equal(await left(), 0);

  await choose(page, buffer);
  await unlock(page, passphrase);
  await page.waitForSelector('#contents:visible');
  await page.evaluate(() => {
    const { memory } = /** @type {any} */ (globalThis);
    Object.assign(globalThis, { former: memory });
  });
  await choose(page, Buffer.from(''));
  await page.waitForFunction(() => document.getElementById('file-error')?.textContent);
  assert.equal(
    await page.evaluate(() =>
      new Uint8Array(/** @type {any} */ (globalThis).former.buffer).every((byte) => byte === 0),
    ),
    true,
  );
  await keepsNothing(page);
  await context.close();
});

test('without WebAssembly, and by plain HTTP, the page says what to do instead', async () => {
  for (const [view, script, sentence] of /** @type {[string, string, RegExp][]} */ ([
    ['unsupported', 'delete globalThis.WebAssembly', /no WebAssembly.*virtualmfa import/],
    [
      'insecure',
      "Object.defineProperty(globalThis, 'isSecureContext', { value: false })",
      /plain HTTP/,
    ],
  ])) {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.addInitScript(script);
    await page.goto(`${service.url}/import/`);
    await page.waitForSelector(`html[data-ready=${view}]`);
    assert.match((await page.textContent('#message-text')) ?? '', sentence);
    assert.equal(await page.locator('form:visible').count(), 0);
    await shoot(page, `import light ${view}`);
    await looksRight(page);
    await context.close();
  }
});

test('the page is usable after three requests and 17 KB, and the module is one more', async (t) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  /** @type {Set<string>} */ const requests = new Set();
  session.on('Network.requestWillBeSent', ({ request }) => {
    // A browser's own request for the icon keeps the page from nothing.
    if (!request.url.endsWith('/icon.svg')) requests.add(request.url);
  });
  session.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
  });
  await page.goto(`${service.url}/import/`);
  await page.waitForSelector('html[data-ready=ready]');
  t.diagnostic(`${requests.size} requests, ${bytes} bytes`);
  assert.ok(requests.size <= 3, [...requests].join(' '));
  assert.ok(bytes <= 17 * 1024, `${bytes} bytes`);
  await choose(page, Buffer.from('GAHT12345678,00,totp,6,30\n'));
  await page.waitForSelector('#contents:visible');
  t.diagnostic(`${requests.size} requests, ${bytes} bytes with the module`);
  assert.ok(requests.size <= 4, [...requests].join(' '));
  await page.goto(`${service.url}/`);
  await page.click('#import a:visible');
  await page.waitForURL(`${service.url}/import/`);
  await context.close();
});
