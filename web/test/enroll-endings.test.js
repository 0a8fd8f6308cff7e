import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  browser,
  enter,
  follow,
  invited,
  looksRight,
  looksRightAnyWay,
  pairOf,
  service,
  shoot,
  wasQuiet,
} from './enrolling.js';

const endings = {
  invalid: async () => `${service.url}/enroll/#ATKTAAAAAAAAAAAAAAAA.AAAA`,
  'invalid without a ticket': async () => `${service.url}/enroll/`,
  expired: async () => {
    const { link } = await invited('-duration', '5m');
    await service.clock({ advance: '5m' });
    return link;
  },
  redeemed: async () => {
    const { link } = await invited();
    const { context, page } = await follow(link);
    await enter(page, await pairOf(page));
    await page.waitForSelector('#done:visible');
    await context.close();
    return link;
  },
  revoked: async () => {
    const { user, link } = await invited();
    const [TicketId] = link.split('#')[1].split('.');
    await service.call('DeleteEnrollmentTicket', { UserName: user, TicketId });
    return link;
  },
  waiting: async () => (await invited('-approval')).link,
  unavailable: async () => {
    const { user, link } = await invited();
    await service.call('CreateVirtualMFADevice', { VirtualMFADeviceName: user });
    return link;
  },
};

for (const [ending, prepare] of Object.entries(endings)) {
  for (const locale of ['en-GB', 'de-DE']) {
    test(`a link that is ${ending} has a page of its own (${locale})`, async () => {
      const [view] = ending.split(' ');
      const { context, page, seen } = await follow(await prepare(), { locale }, view);
      await shoot(page, `ending ${ending} ${locale}`);
      await looksRight(page);
      assert.equal(await page.locator('h1').count(), 1);
      assert.ok(!(await page.locator('form:visible').count()));
      assert.ok(((await page.textContent('#message-text')) ?? '').length > 30);
      wasQuiet(seen);
      await context.close();
      await service.clock({ reset: true });
    });
  }
}

test('a service that does not answer can be tried again', async () => {
  const { link } = await invited();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/GetEnrollmentTicket', (route) => route.abort());
  await page.goto(link);
  await page.waitForSelector('html[data-ready=failed]');
  await looksRightAnyWay(page, 'ending failed');
  await page.unroute('**/GetEnrollmentTicket');
  await page.click('#retry');
  await page.waitForSelector('#key span');
  await context.close();
});
