import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import { PNG } from 'pngjs';
import {
  accessibilityFaults,
  decode,
  decodeWithZbar,
  keepsNothing,
  launch,
  open,
} from './browser.js';
import { awsURI, cases, rfcSeed } from './builds.js';
import { draw } from './draw.js';
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

/** @param {import('playwright-core').Page} page @param {string} text */
async function enter(page, text) {
  await page.fill('#key', text);
  await page.locator('#key').blur();
}

/**
 * Nothing was complained about, and nothing was requested from another host.
 *
 * @param {import('./browser.js').Seen} seen
 */
function wasQuiet(seen) {
  assert.deepEqual(seen.complaints, []);
  assert.deepEqual(
    seen.requests.filter((url) => !url.startsWith(site.url)),
    [],
  );
}

/**
 * Opens the page with its clock stopped at a time. Loading takes time by that
 * clock, too, hence the day.
 *
 * @param {number} ms
 */
async function openAt(ms) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.clock.install({ time: ms - 86_400_000 });
  await page.goto(site.url);
  await page.waitForSelector('html[data-ready]');
  await page.clock.pauseAt(ms);
  return { context, page };
}

const looks = {
  light: {},
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  'reduced motion': { reducedMotion: 'reduce' },
  'more contrast': { contrast: 'more' },
  '320 pixels': { viewport: { width: 320, height: 640 } },
  '320 pixels, dark': { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
  '200 % zoom': { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
};

for (const [look, options] of Object.entries(looks)) {
  test(`${look}: the QR code is read from a screenshot, and axe-core finds nothing in any state`, async () => {
    const { context, page, seen } = await open(
      browser,
      site.url,
      /** @type {import('playwright-core').BrowserContextOptions} */ (options),
    );
    assert.deepEqual(await accessibilityFaults(page), []);
    await enter(page, 'JBSWY3DP1');
    assert.deepEqual(await accessibilityFaults(page), []);
    await enter(page, awsURI);
    await page.fill('#older', '123456');
    await page.fill('#newer', '12');
    await page.click('text=Diagnose');
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.equal(decode(await page.screenshot({ fullPage: true })), awsURI);
    assert.equal(
      await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
      false,
      'scrolls sideways',
    );
    wasQuiet(seen);
    await context.close();
  });
}

test('text twice as large still fits in 320 pixels', async () => {
  const { context, page } = await open(browser, site.url, {
    viewport: { width: 320, height: 640 },
  });
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await enter(page, awsURI);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  await context.close();
});

for (const width of [120, 240, 600]) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`the QR code is read at ${width} pixels on a ${colorScheme} page`, async () => {
      const { context, page } = await open(browser, site.url, {
        colorScheme,
        viewport: { width: 800, height: 900 },
      });
      await enter(page, awsURI);
      await page.evaluate((w) => {
        const qr = /** @type {HTMLElement} */ (document.querySelector('mfa-qr'));
        qr.style.inlineSize = `${w}px`;
        /** @type {HTMLElement} */ (qr.parentElement).style.flexBasis = '40rem';
      }, width);
      const box = await page.locator('mfa-qr').boundingBox();
      assert.equal(box?.width, width);
      const screenshot = await page.locator('mfa-qr').screenshot();
      assert.equal(decode(screenshot), awsURI);
      assert.equal(decodeWithZbar(screenshot), awsURI);
      const plate = await page.evaluate(() =>
        document.querySelector('mfa-qr')?.shadowRoot?.querySelector('path')?.getAttribute('fill'),
      );
      assert.equal(plate, '#fff');
      await context.close();
    });
  }
}

test('a URI is taken apart, and its key is shown in groups of four', async () => {
  const { context, page, seen } = await open(browser, site.url);
  await enter(page, awsURI);
  assert.equal(await page.inputValue('#key'), rfcSeed);
  assert.equal(await page.inputValue('#issuer'), 'Amazon Web Services');
  assert.equal(await page.inputValue('#account'), 'phone@123456789012');
  assert.deepEqual(await page.locator('#seed span').allTextContents(), rfcSeed.match(/.{4}/g));
  assert.equal(await page.evaluate(() => document.getElementById('seed')?.textContent), rfcSeed);
  assert.equal(
    await page
      .getByRole('img', {
        name: 'QR code to set up phone@123456789012 at Amazon Web Services in an authenticator app',
      })
      .count(),
    1,
  );
  wasQuiet(seen);
  await context.close();
});

test('the shown code is the current one, and the ring says how long it lasts', async () => {
  const { context, page } = await open(browser, site.url);
  await enter(page, awsURI);
  const [shown, spoken, seconds, now] = await page.evaluate(() => {
    const root = /** @type {ShadowRoot} */ (document.querySelector('mfa-code')?.shadowRoot);
    const text = (/** @type {string} */ part) => root.querySelector(part)?.textContent ?? '';
    return /** @type {const} */ ([text('.digits'), text('.spoken'), text('.seconds'), Date.now()]);
  });
  const otp = await load();
  const possible = [otp.code(rfcSeed, now), otp.code(rfcSeed, now - 1000)]; // read in the moment before a change
  assert.ok(possible.includes(shown.replace(' ', '')));
  assert.equal(spoken.replaceAll(' ', ''), shown.replace(' ', ''));
  assert.match(seconds, /^([1-9]|[12]\d|30) sec$/);
  await context.close();
});

test('the code changes when its step ends', async () => {
  const { context, page } = await openAt(59_500);
  await enter(page, awsURI);
  const digits = page.locator('mfa-code .digits');
  assert.equal(await digits.textContent(), '287 082'); // RFC 4226 appendix D, count 1
  await page.clock.runFor(600);
  assert.equal(await digits.textContent(), '359 152'); // count 2
  await context.close();
});

/** @type {[name: string, older: number, newer: number, says: RegExp][]} offsets in seconds from now */
const diagnoses = [
  ['right', -30, 0, /Nothing is wrong/],
  ['94 seconds fast', 64, 94, /clock is 90 to 120 seconds fast/],
  ['94 seconds slow', -124, -94, /clock is 90 to 120 seconds slow/],
  ['seven hours slow', -25_230, -25_200, /about 7 hours and 0 minutes slow/],
  ['newer first', 0, -30, /wrong order/],
  ['the same twice', 0, 0, /same code was entered twice/],
  ['one left out', -60, 0, /not one directly after the other/],
];

for (const [name, older, newer, says] of diagnoses) {
  test(`the diagnosis says what is wrong: ${name}`, async () => {
    const now = 1_732_000_020_000; // a step begins
    const otp = await load();
    const { context, page } = await openAt(now);
    await enter(page, awsURI);
    const spaced = (/** @type {number} */ seconds) =>
      otp.code(rfcSeed, now + seconds * 1000).replace(/^.../, '$& ');
    await page.fill('#older', spaced(older));
    await page.fill('#newer', spaced(newer));
    await page.keyboard.press('Enter');
    assert.match((await page.locator('#diagnosis').textContent()) ?? '', says);
    await context.close();
  });
}

test('codes of another entry, and half a code, are told apart', async () => {
  const { context, page } = await open(browser, site.url);
  await enter(page, awsURI);
  const other = (await load()).pair('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
  await page.fill('#older', other[0]);
  await page.fill('#newer', other[1]);
  await page.click('text=Diagnose');
  assert.match((await page.locator('#diagnosis').textContent()) ?? '', /Neither code belongs/);
  await page.fill('#newer', '12345');
  await page.click('text=Diagnose');
  assert.match((await page.locator('#diagnose-error').textContent()) ?? '', /six ASCII digits/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'newer');
  await context.close();
});

test('the saved picture holds the same QR code, and is read back when it is chosen or dropped', async () => {
  const { context, page, seen } = await open(browser, site.url);
  await enter(page, awsURI);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
  const file = /** @type {string} */ (await download.path());
  const picture = readFileSync(file);
  assert.equal(decode(picture), awsURI);

  await enter(page, '');
  await page.setInputFiles('#picture', { name: 'qr.png', mimeType: 'image/png', buffer: picture });
  await page.waitForFunction(
    (seed) => /** @type {HTMLTextAreaElement} */ (document.getElementById('key')).value === seed,
    rfcSeed,
  );

  await enter(page, '');
  await page.evaluate(
    async (bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], 'qr.png', { type: 'image/png' }));
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    },
    [...picture],
  );
  await page.waitForFunction(
    (seed) => /** @type {HTMLTextAreaElement} */ (document.getElementById('key')).value === seed,
    rfcSeed,
  );
  wasQuiet(seen);
  await context.close();
});

/** @param {string} text */
const pictureOf = async (text) => ({
  name: 'qr.png',
  mimeType: 'image/png',
  buffer: PNG.sync.write(draw(await load(), text, 4)),
});

test('a picture without a setup key is refused, and the key field stays as it was', async () => {
  const { context, page } = await open(browser, site.url);
  await enter(page, rfcSeed);
  await page.setInputFiles('#picture', await pictureOf('https://example.com/login'));
  await page.getByText('This QR code holds no setup key.').waitFor();
  assert.equal(await page.inputValue('#key'), rfcSeed);
  assert.equal(await page.locator('#device').isVisible(), true);
  await page.setInputFiles('#picture', await pictureOf(awsURI));
  await page.waitForFunction(() =>
    /** @type {HTMLInputElement} */ (document.getElementById('account')).value.startsWith('phone@'),
  );
  assert.equal(await page.locator('#key-error').textContent(), '');
  await context.close();
});

test('a picture that is chosen again is read again', async () => {
  const { context, page } = await open(browser, site.url);
  const picture = await pictureOf(awsURI);
  for (let i = 0; i < 2; i++) {
    await page.setInputFiles('#picture', picture);
    await page.locator('#device').waitFor();
    assert.equal(await page.inputValue('#key'), rfcSeed);
    await page.waitForFunction(
      () => /** @type {HTMLInputElement} */ (document.getElementById('picture')).value === '',
    );
    await enter(page, '');
    await page.locator('#device').waitFor({ state: 'hidden' });
  }
  await context.close();
});

test('text that is dropped anywhere is taken like pasted text', async () => {
  const { context, page } = await open(browser, site.url);
  for (const selector of ['h1', '#account']) {
    await enter(page, '');
    await page.evaluate(
      ([at, text]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/plain', text);
        const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector(at)?.dispatchEvent(drop);
      },
      [selector, awsURI],
    );
    assert.equal(await page.inputValue('#key'), rfcSeed);
    assert.equal(await page.inputValue('#account'), 'phone@123456789012');
  }
  await context.close();
});

test('a picture without a QR code, and a file that is no picture, are refused', async () => {
  const { context, page } = await open(browser, site.url);
  const blank = await page.screenshot({ clip: { x: 0, y: 0, width: 50, height: 50 } });
  await page.setInputFiles('#picture', { name: 'blank.png', mimeType: 'image/png', buffer: blank });
  await page.getByText('No QR code was found in that picture.').waitFor();
  await page.setInputFiles('#picture', {
    name: 'text.png',
    mimeType: 'image/png',
    buffer: Buffer.from('text'),
  });
  await page.getByText('That file is no picture this browser can read.').waitFor();
  await context.close();
});

test('bad keys are refused with what is wrong, and typing is not interrupted', async () => {
  const { context, page } = await open(browser, site.url);
  const error = page.locator('#key-error');
  await page.locator('#key').pressSequentially('JBSWY3DP1');
  assert.equal(await error.textContent(), '');
  await page.locator('#key').blur();
  assert.match((await error.textContent()) ?? '', /Only the letters A-Z and the digits 2-7/);
  assert.equal(await page.getAttribute('#key', 'aria-invalid'), 'true');
  for (const [text, says] of /** @type {[string, RegExp][]} */ ([
    ['otpauth://hotp/a?secret=JBSWY3DP', /Type: .*counter/],
    ['otpauth://totp/a?secret=JBSWY3DP&digits=5', /Digits: /],
    ['https://example.com/login', /Scheme: /],
    ['otpauth://totp/a', /Secret: is missing/],
    ['A', /1 base32 characters/],
    ['A'.repeat(9000), /longer than 8192 bytes/],
  ])) {
    await enter(page, text);
    assert.match((await error.textContent()) ?? '', says);
    assert.equal(await page.locator('#device').isVisible(), false);
  }
  await enter(page, 'jbsw y3dp');
  assert.equal(await error.textContent(), '');
  assert.equal(await page.locator('#short').isVisible(), true);
  await page.fill('#account', 'a:b');
  await page.locator('#account').blur();
  assert.match((await page.locator('#name-error').textContent()) ?? '', /must not contain a colon/);
  await context.close();
});

test('a key of another site shows its own codes and says so', async () => {
  const { context, page } = await open(browser, site.url);
  await enter(page, `otpauth://totp/A:b?secret=${rfcSeed}&algorithm=SHA256&digits=8&period=60`);
  const shown = ((await page.locator('mfa-code .digits').textContent()) ?? '').replace(' ', '');
  const key = { seed: rfcSeed, algorithm: 'SHA256', digits: 8, period: 60 };
  const otp = await load();
  assert.ok([Date.now(), Date.now() - 5000].map((at) => otp.code(key, at)).includes(shown));
  const list = await page.locator('#algorithm, #digits, #period').allTextContents();
  assert.deepEqual(list, ['SHA-256', '8', '60 seconds']);
  assert.equal(await page.locator('#foreign').isVisible(), true);
  assert.equal(await page.locator('#diagnose').isVisible(), false);
  assert.deepEqual(otp.parse(decode(await page.locator('mfa-qr').screenshot()) ?? ''), {
    issuer: 'A',
    account: 'b',
    ...key,
    warnings: ['parameters'],
  });
  await enter(page, 'JBSWY3DPEHPK3PXP');
  assert.equal(await page.locator('#foreign').isVisible(), false);
  assert.equal(await page.locator('#digits').textContent(), '6');
  await context.close();
});

test('a key without an account keeps the one in the field, and nothing is red', async () => {
  const { context, page } = await open(browser, site.url);
  await page.fill('#account', 'mine');
  await enter(page, `otpauth://totp?secret=${rfcSeed}`);
  assert.equal(await page.inputValue('#account'), 'mine');
  assert.equal(await page.locator('#device').isVisible(), true);
  assert.equal(await page.locator('[aria-invalid]').count(), 0);
  await context.close();
});

test('names that a key brought are noted, and never hide its code', async () => {
  const { context, page } = await open(browser, site.url);
  const note = page.locator('#key-note');
  await enter(page, `otpauth://totp/Example:a?secret=${rfcSeed}&issuer=example.com`);
  assert.match((await note.textContent()) ?? '', /two different issuers/);
  assert.equal(await page.inputValue('#issuer'), 'example.com');
  const unwritable = `otpauth://totp/:a:b?secret=${rfcSeed}`; // no issuer, and a colon
  await enter(page, unwritable);
  assert.equal(await page.inputValue('#account'), 'a:b');
  assert.equal(decode(await page.locator('mfa-qr').screenshot()), unwritable);
  assert.equal(await page.locator('.error:not(:empty)').count(), 0);
  await page.fill('#account', 'c:d');
  await page.locator('#account').blur();
  assert.match((await page.locator('#name-error').textContent()) ?? '', /colon/);
  await context.close();
});

test('the keys of an export are offered to choose from', async () => {
  const { context, page } = await open(browser, site.url);
  const exports = cases('shared/enroll/testdata/migrations.json');
  const several = exports.find((/** @type {any} */ e) => e.keys?.length > 1);
  await page.setInputFiles('#picture', await pictureOf(several.uri));
  await page.locator('#choice').waitFor();
  const buttons = page.locator('#chosen button');
  assert.equal(await buttons.count(), several.keys.length);
  assert.deepEqual(await accessibilityFaults(page), []);
  for (const [i, key] of several.keys.entries()) {
    await buttons.nth(i).click();
    assert.equal(await page.locator('[aria-pressed=true]').count(), 1);
    assert.equal(await buttons.nth(i).getAttribute('aria-pressed'), 'true');
    assert.equal(await page.inputValue('#key'), key.seed);
    assert.equal(await page.inputValue('#issuer'), key.issuer);
    assert.equal(await page.locator('#device').isVisible(), true);
  }
  const second = exports.find((/** @type {any} */ e) => e.batch?.index === 1);
  await enter(page, second.uri);
  assert.match((await page.locator('#key-note').textContent()) ?? '', /QR code 2 of 3/);
  assert.equal(await page.locator('#choice').isVisible(), false);
  await enter(page, 'JBSWY3DPEHPK3PXP');
  assert.equal(await page.locator('#key-note').textContent(), '');
  await context.close();
});

test('the keys of several QR codes in one picture are offered by name, also to the keyboard', async () => {
  const { context, page } = await open(browser, site.url);
  const otp = await load();
  const seeds = ['JBSWY3DPEHPK3PXP', 'JBSWY3DPEHPK3PXA', 'JBSWY3DPEHPK3PXB'];
  const uris = [
    `otpauth://totp/GitHub:alice?secret=${seeds[0]}&issuer=GitHub`,
    `otpauth://totp/?secret=${seeds[1]}`,
    `otpauth://totp/GitHub:alice?secret=${seeds[2]}&issuer=GitHub`,
    'otpauth://hotp/Old:bob?secret=JBSWY3DPEHPK3PXC&counter=0',
    'https://example.com/login',
  ];
  const drawn = uris.map((uri) => draw(otp, uri, 4));
  const side = Math.max(...drawn.map(({ width }) => width));
  const sheet = new PNG({ width: 3 * side, height: 2 * side, fill: true });
  sheet.data.fill(255);
  for (const [i, one] of drawn.entries()) {
    PNG.bitblt(one, sheet, 0, 0, one.width, one.height, (i % 3) * side, Math.floor(i / 3) * side);
  }
  const file = { name: 'sheet.png', mimeType: 'image/png', buffer: PNG.sync.write(sheet) };
  await page.setInputFiles('#picture', file);
  await page.locator('#choice').waitFor();
  const buttons = page.locator('#chosen button');
  const labels = await buttons.allTextContents();
  assert.deepEqual(labels.map((label) => label.replace(/ \(\d\)$/, '')).sort(), [
    'GitHub: alice',
    'GitHub: alice',
    'Without a name',
  ]);
  assert.equal(new Set(labels).size, 3, 'two keys of one name have numbers');
  assert.equal(
    seeds.some((seed) => labels.join().includes(seed)),
    false,
  );
  assert.match((await page.locator('#key-note').textContent()) ?? '', /left out: .*counter/);
  assert.ok(seeds.includes(await page.inputValue('#key')), 'one of them is shown at once');
  await page.focus('#picture');
  /** @type {Set<string>} */
  const shown = new Set();
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('[aria-pressed=true]').textContent(), labels[i]);
    shown.add(await page.inputValue('#key'));
    if (labels[i].startsWith('Without')) {
      assert.equal(await page.inputValue('#account'), 'virtual-mfa', 'not that of another key');
    }
  }
  assert.deepEqual([...shown].sort(), [...seeds].sort());
  await enter(page, '');
  assert.equal(await page.locator('#choice').isVisible(), false);
  await page.setInputFiles('#picture', file);
  await page.locator('#choice').waitFor();
  await context.close();
});

test('the copy button copies the unspaced key, and says so when the browser refuses', async () => {
  const { context, page } = await open(browser, site.url);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
  await enter(page, awsURI);
  await page.click('#copy');
  await page.getByText('Copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), rfcSeed);
  await page.evaluate(
    () =>
      (navigator.clipboard.writeText = () =>
        Promise.reject(new DOMException('', 'NotAllowedError'))),
  );
  await page.click('#copy');
  await page.getByText('The browser refused').waitFor();
  await context.close();
});

test('everything is reached by keyboard, in reading order, with a visible focus', async () => {
  const { context, page } = await open(browser, site.url);
  await enter(page, awsURI);
  await page.locator('#key').focus();
  const order = ['key'];
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('Tab');
    const [id, outline] = await page.evaluate(() => {
      const focused = /** @type {Element} */ (document.activeElement);
      return [focused.id || focused.textContent, getComputedStyle(focused).outlineStyle];
    });
    assert.equal(outline, 'solid', `${id} shows no focus`);
    order.push(String(id));
  }
  assert.deepEqual(order, [
    'key',
    'picture',
    'issuer',
    'account',
    'save',
    'copy',
    'older',
    'newer',
    'Diagnose',
  ]);
  await context.close();
});

test('nothing is requested once the page is ready, and nothing is stored', async () => {
  const { context, page, seen } = await open(browser, site.url);
  const before = seen.requests.length;
  await enter(page, awsURI);
  await page.fill('#older', '123456');
  await page.fill('#newer', '654321');
  await page.click('text=Diagnose');
  assert.deepEqual(seen.requests.slice(before), []);
  await keepsNothing(page);
  await page.goto('about:blank');
  await page.goBack();
  await page.waitForSelector('html[data-ready]');
  assert.equal(await page.inputValue('#key'), '');
  await context.close();
});

test('no global name appears', async () => {
  const { context, page } = await open(browser, site.url);
  const added = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const fresh = new Set(Object.getOwnPropertyNames(/** @type {Window} */ (frame.contentWindow)));
    return Object.getOwnPropertyNames(window).filter(
      (name) => !fresh.has(name) && !/^\d+$|playwright/.test(name),
    );
  });
  assert.deepEqual(added, []);
  await context.close();
});

test('a page without its module says so, and recovers', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/otp.wasm', (route) => route.fulfill({ status: 404 }));
  await page.goto(site.url);
  await page.waitForSelector('html[data-ready=failed]');
  assert.match(
    (await page.locator('#loading-text').textContent()) ?? '',
    /HTTP 404\. .*“make wasm”/,
  );
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.unroute('**/otp.wasm');
  await page.click('#retry');
  await page.waitForSelector('html[data-ready=ready]');
  await enter(page, awsURI);
  assert.equal(await page.locator('mfa-qr').isVisible(), true);
  await context.close();
});

test('the standard build serves the page as well', async () => {
  const { builds } = await import('./builds.js');
  const standard = await serve(undefined, { '/toolkit/otp.wasm': builds.standard });
  const { context, page, seen } = await open(browser, standard.url);
  await enter(page, awsURI);
  assert.equal(decode(await page.screenshot({ fullPage: true })), awsURI);
  assert.deepEqual(seen.complaints, []);
  await context.close();
  standard.close();
});

test('a keystroke makes four calls into WebAssembly and draws one QR code', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const calls = /** @type {string[]} */ ([]);
    const { Instance } = WebAssembly;
    const uncounted = /^(memory|_initialize|input|output|wipe)$/;
    class Counted extends Instance {
      /**
       * @param {WebAssembly.Module} module
       * @param {WebAssembly.Imports} [imports]
       */
      constructor(module, imports) {
        super(module, imports);
        const counting = Object.entries(this.exports).map(([name, value]) => {
          if (uncounted.test(name)) return [name, value];
          const call = /** @type {(...given: any[]) => any} */ (value);
          return [name, (/** @type {any[]} */ ...given) => calls.push(name) && call(...given)];
        });
        Object.defineProperty(this, 'exports', { value: Object.fromEntries(counting) });
      }
    }
    WebAssembly.Instance = Counted;
    Object.assign(window, { calls });
  });
  await page.goto(site.url);
  await page.waitForSelector('html[data-ready]');
  await page.clock.install();
  await page.fill('#key', rfcSeed.slice(0, -1));
  await page.clock.pauseAt(Date.now() + 60_000); // no code expires meanwhile
  await page.evaluate('calls.length = 0');
  await page.locator('#key').press('End');
  await page.keyboard.type('Q');
  assert.deepEqual(await page.evaluate('calls'), ['seed', 'uri', 'symbol', 'code']);
  assert.equal(decode(await page.locator('mfa-qr').screenshot())?.includes(rfcSeed), true);
  await context.close();
});
