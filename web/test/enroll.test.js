import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, keepsNothing } from './browser.js';
import {
  browser,
  devices,
  enter,
  follow,
  invited,
  looksRight,
  looksRightAnyWay,
  otp,
  pairOf,
  scan,
  service,
  shoot,
  useUpAttempts,
  wasQuiet,
} from './enrolling.js';

const looks = {
  light: {},
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  'reduced motion': { reducedMotion: 'reduce' },
  '320 pixels': { viewport: { width: 320, height: 640 } },
  '320 pixels, dark': { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
  '200 % zoom': { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  German: { locale: 'de-CH' },
};

for (const [look, options] of Object.entries(looks)) {
  test(`${look}: a user enrolls with the code of the QR code in a screenshot`, async () => {
    const { user, link } = await invited();
    const { context, page, seen } = await follow(
      link,
      /** @type {import('playwright-core').BrowserContextOptions} */ (options),
    );
    assert.equal(page.url(), `${service.url}/enroll/`);
    const key = scan(await shoot(page, `${look} scan`));
    assert.deepEqual([key.issuer, key.account], ['Example', `${user}@000000000000`]);
    assert.equal(await page.textContent('#key'), key.seed);
    await looksRight(page);
    await enter(page, ['12345', '123456']);
    assert.equal(await page.getAttribute('#older', 'aria-invalid'), 'true');
    await looksRight(page);
    await enter(page, ['123456', '654321']);
    await page.waitForSelector('#renew:visible');
    await shoot(page, `${look} refused`);
    await looksRight(page);
    const [older, newer] = otp.pair(key.seed);
    await enter(page, [`${older.slice(0, 3)} ${older.slice(3)}`, ` ${newer} `]);
    await page.waitForSelector('#done:visible');
    await shoot(page, `${look} done`);
    await looksRight(page);
    assert.equal(await devices(user), 1);
    wasQuiet(seen, key.seed, link.split('#')[1]);
    await keepsNothing(page);
    await context.close();
  });
}

test('after a reload, and after the way back, the user goes on with what was scanned', async () => {
  const { user, link } = await invited();
  const { context, page, seen } = await follow(link);
  const codes = await pairOf(page);
  await page.reload();
  await page.waitForSelector('#resume:visible');
  await page.goto(`${service.url}/healthz`);
  await page.goBack();
  await page.waitForSelector('#resume:visible');
  await shoot(page, 'resume');
  await looksRight(page);
  await enter(page, codes);
  await page.waitForSelector('#done:visible');
  assert.equal(await devices(user), 1);
  wasQuiet(seen);
  await context.close();
});

test('of two tabs, the one with the newer code wins, and the other says why', async () => {
  const { user, link } = await invited();
  const first = await follow(link);
  const second = await follow(link);
  await second.page.click('#again');
  await second.page.waitForSelector('#key span');
  await enter(first.page, await pairOf(first.page));
  await first.page.waitForFunction(() => document.getElementById('codes-error')?.textContent);
  assert.match((await first.page.textContent('#codes-error')) ?? '', /has another one by now/);
  await enter(second.page, await pairOf(second.page));
  await second.page.waitForSelector('#done:visible');
  await enter(first.page, ['111111', '222222']);
  await first.page.waitForSelector('html[data-ready=redeemed]');
  assert.equal(await devices(user), 1);
  await first.context.close();
  await second.context.close();
});

test('a link opened on a phone, too, goes on there with a new code', async () => {
  const { user, link } = await invited();
  const laptop = await follow(link);
  const phone = await follow(link, { viewport: { width: 375, height: 700 }, hasTouch: true });
  await phone.page.click('#again');
  await phone.page.waitForSelector('#open-app[href^="otpauth://totp/"]');
  await enter(phone.page, await pairOf(phone.page));
  await phone.page.waitForSelector('#done:visible');
  assert.equal(await devices(user), 1);
  await laptop.context.close();
  await phone.context.close();
});

test('refused codes are explained', async () => {
  const { link } = await invited();
  const { context, page } = await follow(link);
  const [older, newer] = await pairOf(page);
  const [later] = await pairOf(page, 60);
  for (const [codes, text] of /** @type {[string[], RegExp][]} */ ([
    [await pairOf(page, 3600), /fast by 60 minutes/],
    [await pairOf(page, -7200), /slow by 120 minutes|slow by 2 hours/],
    [[newer, older], /wrong order/],
    [[older, older], /the same/],
    [[older, later], /do not follow/],
    [['000000', newer], /Only one of the codes is right/],
    [['000000', '111111'], /Neither code belongs/],
  ])) {
    await page.fill('#older', '');
    await enter(page, codes);
    await page.waitForFunction(() => document.getElementById('codes-error')?.textContent);
    assert.match((await page.textContent('#codes-error')) ?? '', text);
  }
  await enter(page, await pairOf(page));
  await page.waitForSelector('#done:visible');
  await context.close();
});

const tooMany = {
  'until when': [
    '24h',
    /^Too many attempts\. Try again after \w+day, \d+ \w+ \d{4} at \d\d:\d\d\.$/,
  ],
  'that the link has expired by then': [
    '1h',
    /^Too many attempts with this link\. Ask your administrator for a new one\.$/,
  ],
};

for (const [what, [duration, text]] of /** @type {[string, [string, RegExp]][]} */ (
  Object.entries(tooMany)
)) {
  test(`after too many attempts the page says ${what}`, async () => {
    await service.clock({ set: '2026-12-01T12:00:00Z' });
    const { link } = await invited('-duration', duration);
    const { context, page } = await follow(link);
    await useUpAttempts(link);
    await enter(page, ['000000', '111111']);
    await page.waitForFunction(() => document.getElementById('codes-error')?.textContent);
    assert.match((await page.textContent('#codes-error')) ?? '', text);
    await looksRightAnyWay(page, `too many ${duration}`);
    await context.close();
    await service.clock({ reset: true });
  });
}

test('codes that were typed in time and sent too late are told from a slow clock', async () => {
  const { link } = await invited();
  const { context, page } = await follow(link);
  const [older, newer] = await pairOf(page);
  await page.fill('#older', older);
  await page.fill('#newer', newer);
  await service.clock({ advance: '30m' });
  await page.evaluate(() => {
    const real = performance.now.bind(performance);
    performance.now = () => real() + 30 * 60_000;
  });
  await page.click('#submit');
  await page.waitForFunction(() => document.getElementById('codes-error')?.textContent);
  assert.match((await page.textContent('#codes-error')) ?? '', /entered too late/);
  await context.close();
  await service.clock({ reset: true });
});

test('without WebAssembly there are the key as text and the service’s picture', async () => {
  const { user, link } = await invited();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/otp.wasm', (route) => route.abort());
  await page.goto(link);
  await page.waitForSelector('#picture img');
  const uri = decode(await shoot(page, 'without WebAssembly'));
  assert.match(uri ?? '', new RegExp(`secret=${await page.textContent('#key')}`));
  assert.equal(await page.locator('#open-app:visible').count(), 0);
  await looksRight(page);
  await enter(page, ['000000', '111111']);
  await page.waitForSelector('#renew:visible');
  await enter(page, await pairOf(page));
  await page.waitForSelector('#done:visible');
  assert.equal(await devices(user), 1);
  await context.close();
});

test('the key is copied without spaces, and a refused clipboard is said', async () => {
  const { link } = await invited();
  const { context, page } = await follow(link);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: service.url });
  await page.click('#copy');
  await page.waitForFunction(() => document.getElementById('copied')?.textContent);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.textContent('#key'));
  assert.match(copied, /^[A-Z2-7]{32,}$/);
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await page.click('#copy');
  await page.waitForFunction(() => document.getElementById('copy-error')?.textContent);
  await context.close();
});

test('the keyboard alone is enough', async () => {
  const { user, link } = await invited();
  const { context, page } = await follow(link);
  const codes = await pairOf(page);
  const visited = [];
  for (let i = 0; i < 20 && visited.at(-1) !== 'older'; i++) {
    await page.keyboard.press('Tab');
    visited.push(await page.evaluate(() => document.activeElement?.id));
  }
  assert.deepEqual(visited, ['switch', 'open-app', 'copy', 'older']);
  await page.keyboard.type(codes[0]);
  await page.keyboard.press('Tab');
  await page.keyboard.type(codes[1]);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#done:visible');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'title');
  assert.equal(await devices(user), 1);
  await context.close();
});

test('the page is usable after six requests and 160 KB', async (t) => {
  const { link } = await invited();
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  /** @type {Set<string>} */ const requests = new Set();
  session.on('Network.requestWillBeSent', ({ request }) => {
    // A browser's own request for the icon keeps the page from nothing.
    if (!request.url.endsWith('/icon.svg')) requests.add(request.url.split('#')[0]);
  });
  session.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
  });
  const began = Date.now();
  await page.goto(link);
  await page.waitForSelector('#picture svg');
  t.diagnostic(
    `${requests.size} requests, ${bytes} bytes, the first QR code after ${Date.now() - began} ms`,
  );
  assert.ok(requests.size <= 6, [...requests].join(' '));
  assert.ok(bytes <= 160 * 1024, `${bytes} bytes`);
  await context.close();
});
