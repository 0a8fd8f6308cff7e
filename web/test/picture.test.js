import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import { launch, open } from './browser.js';
import { awsURI, rfcSeed } from './builds.js';
import { serve } from './site.js';

const otp = await load();
const svg = otp.svg(awsURI);
const { size, path } = otp.symbol(awsURI);
const inner = `0 0 ${size - 8} ${size - 8}`;
const symbol = `<path transform="translate(-4 -4)" stroke="COLOUR" d="${path}"/>`;

/** @param {string} viewBox @param {string} ground @param {string} content */
const drawn = (viewBox, ground, content) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" width="400" height="400">` +
  `<path fill="${ground}" d="M-99-99h999v999h-999z"/>${content}</svg>`;

const pictures = {
  'an SVG without width and height': svg,
  'an SVG of 50 by 50': svg.replace('<svg ', '<svg width="50" height="50" '),
  'black on white without a border': drawn(inner, '#fff', symbol.replace('COLOUR', '#000')),
  inverted: drawn(`-4 -4 ${size} ${size}`, '#000', symbol.replace('COLOUR', '#fff')),
  'white on transparent': drawn(`-4 -4 ${size} ${size}`, 'none', symbol.replace('COLOUR', '#fff')),
  'black on transparent': drawn(`-4 -4 ${size} ${size}`, 'none', symbol.replace('COLOUR', '#000')),
  'rotated by 30 degrees': drawn(
    `-20 -20 ${size + 32} ${size + 32}`,
    '#fff',
    `<g transform="rotate(30 ${size / 2 - 4} ${size / 2 - 4})">${symbol.replace('COLOUR', '#000')}</g>`,
  ),
};

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

for (const [name, text] of Object.entries(pictures)) {
  test(`the page reads a picture that is ${name}`, async () => {
    const { context, page } = await open(browser, site.url);
    await page.setInputFiles('#picture', {
      name: 'key.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from(text),
    });
    await page.locator('#device').waitFor();
    assert.equal(await page.inputValue('#key'), rfcSeed);
    await context.close();
  });
}
