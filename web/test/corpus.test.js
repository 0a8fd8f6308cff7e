import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import { PNG } from 'pngjs';
import { decode, decodeWithZbar, launch, open } from './browser.js';
import { paint, scenes } from './corpus.js';
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

/**
 * What the page reads in a picture.
 *
 * @param {import('playwright-core').Page} page @param {Buffer} picture
 * @returns {Promise<string[]>}
 */
const readInPage = (page, picture) =>
  page.evaluate(async (base64) => {
    const module = '/page/picture.js';
    const { readPicture } = await import(module);
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return readPicture(new Blob([bytes], { type: 'image/png' })).catch(() => []);
  }, picture.toString('base64'));

/** @param {() => string | undefined} read */
function linesOf(read) {
  try {
    return read()?.split('\n') ?? [];
  } catch {
    return []; // zbarimg fails where it reads nothing
  }
}

test('the page reads more pictures than jsQR and zbarimg, and hardly fewer of any kind', async () => {
  const otp = await load();
  const { context, page } = await open(browser, site.url);
  /** @type {Record<string, { pictures: number, page: number, jsQR: number, zbarimg: number }>} */
  const table = {};
  const all = { pictures: 0, page: 0, jsQR: 0, zbarimg: 0 };
  for (const [kind, ofKind] of Object.entries(scenes())) {
    const row = { pictures: 0, page: 0, jsQR: 0, zbarimg: 0 };
    for (const [i, scene] of ofKind.entries()) {
      const picture = PNG.sync.write(paint(scene, otp, i), { filterType: 0, deflateLevel: 1 });
      const read = {
        page: await readInPage(page, picture),
        jsQR: scene.texts.length > 1 ? [] : linesOf(() => decode(picture)), // it reads one at most
        zbarimg: linesOf(() => decodeWithZbar(picture)),
      };
      row.pictures++;
      for (const reader of /** @type {const} */ (['page', 'jsQR', 'zbarimg'])) {
        if (scene.texts.every((text) => read[reader].includes(text))) row[reader]++;
      }
    }
    table[kind] = row;
    for (const column of /** @type {const} */ (['pictures', 'page', 'jsQR', 'zbarimg'])) {
      all[column] += row[column];
    }
  }
  console.table({ ...table, all });
  assert.ok(all.page > all.jsQR && all.page > all.zbarimg, 'fewer in all');
  for (const [kind, row] of Object.entries(table)) {
    const most = Math.max(row.jsQR, row.zbarimg);
    assert.ok(row.page >= most - 1, `${kind}: the page reads ${row.page}, another ${most}`);
  }
  await context.close();
});
