import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessibilityFaults, launch, open } from './browser.js';
import { startService } from './service.js';

const seed = 'infra/examples/seed/seed.yaml';

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * Runs a server for one test.
 *
 * @param {(url: string) => Promise<void>} use
 * @param {string[]} flags
 */
async function withServer(use, ...flags) {
  const service = await startService(...flags);
  try {
    await use(service.url);
  } finally {
    service.stop();
  }
}

/** @param {import('playwright-core').Page} page @param {string} id */
const rows = (page, id) =>
  page
    .locator(`#${id} tbody tr`)
    .evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent).join(' | ')),
    );

const looks = {
  light: {},
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  '320 pixels': { viewport: { width: 320, height: 640 } },
};

for (const [look, options] of Object.entries(looks)) {
  test(`${look}: the first page shows the account, live, and moves the clock`, () =>
    withServer(
      async (url) => {
        const { context, page, seen } = await open(
          browser,
          `${url}/`,
          /** @type {import('playwright-core').BrowserContextOptions} */ (options),
        );
        assert.deepEqual(await accessibilityFaults(page), []);
        assert.equal(
          await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
          false,
          'the page is wider than the window',
        );
        assert.match(
          (await page.locator('#exports').textContent()) ?? '',
          new RegExp(`^export AWS_ENDPOINT_URL=${url}\n`),
        );
        assert.deepEqual(
          (await rows(page, 'users')).map((row) => row.slice(0, -22)),
          ['/team/alice | 1 | 1', '/bob | 0 | 1'],
        );
        assert.deepEqual(
          (await rows(page, 'devices')).map((row) => row.replace(/ 2026.*/, '')),
          [
            'arn:aws:iam::000000000000:mfa/alice | alice | enabled',
            'arn:aws:iam::000000000000:mfa/root-account-mfa-device | account root | enabled',
            'arn:aws:iam::000000000000:mfa/spare | – | not assigned',
          ],
        );
        assert.deepEqual(await rows(page, 'records'), ['There are no requests yet.']);

        await page.getByRole('button', { name: '+1 day' }).click();
        await page.waitForFunction(() =>
          document.querySelector('#now')?.textContent?.startsWith('2026-11-24 12:'),
        );

        await fetch(url, {
          method: 'POST',
          body: new URLSearchParams({ Action: 'ListUsers', Version: '2010-05-08' }),
        });
        await page.waitForSelector('#records td.refused');
        const [record] = await rows(page, 'records');
        assert.match(record ?? '', / \| ListUsers \| unknown \| MissingAuthenticationToken/);
        assert.deepEqual(await accessibilityFaults(page), []);
        if (process.env.SHOTS) {
          await page.screenshot({ path: join(process.env.SHOTS, `${look}.png`), fullPage: true });
        }

        const strange = seen.requests.filter((request) => !request.startsWith(`${url}/`));
        assert.deepEqual(strange, [], 'the page asked another server');
        assert.deepEqual(seen.complaints, []);
        await context.close();
      },
      '-seed',
      seed,
    ));
}

test('below a base path the page finds everything, and says where clients connect', () =>
  withServer(
    async (url) => {
      const { context, page, seen } = await open(browser, url);
      assert.equal(page.url(), `${url}/`);
      assert.match(
        (await page.locator('#exports').textContent()) ?? '',
        new RegExp(`^export AWS_ENDPOINT_URL=${url}\n`),
      );
      assert.deepEqual(seen.complaints, []);
      await page.getByRole('link', { name: 'Toolkit' }).click();
      await page.waitForURL(`${url}/toolkit/`);
      await context.close();
    },
    '-base-path',
    '/auth/mfa',
  ));

test('the state is not for pages under a name that may have been pointed here', () =>
  withServer(async (url) => {
    const { port } = new URL(url);
    const ask = (/** @type {string} */ host) =>
      execFileSync('curl', [
        '-sS',
        '-o',
        '/dev/null',
        '-w',
        '%{http_code}',
        '-H',
        `Host: ${host}`,
        `${url}/_local/state`,
      ]).toString();
    assert.equal(ask(`127.0.0.1:${port}`), '200');
    assert.equal(ask(`localhost:${port}`), '200');
    assert.equal(ask(`evil.example:${port}`), '403');
    const answer = await fetch(`${url}/_local/state`, {
      headers: { Origin: 'https://evil.example' },
    });
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  }));

test('a client of the API that sends GET gets the API’s answer', () =>
  withServer(async (url) => {
    const answer = await fetch(`${url}/?Action=ListUsers&Version=2010-05-08`);
    assert.match(await answer.text(), /<Error>/);
  }));
