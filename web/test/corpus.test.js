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

/**
 * How many pictures jsQR 1.4.0 and zbarimg 0.23.92 read. To count them again,
 * which takes longer than all the rest: npm run pictures.
 *
 * @type {Record<string, { jsQR: number, zbarimg: number }>}
 */
const peers = {
  'black on white, 90 to 900 pixels': { jsQR: 10, zbarimg: 10 },
  inverted: { jsQR: 6, zbarimg: 0 },
  'on a transparent ground': { jsQR: 0, zbarimg: 0 },
  'without a border, on white': { jsQR: 6, zbarimg: 6 },
  'without a border, on dark': { jsQR: 0, zbarimg: 6 },
  coloured: { jsQR: 4, zbarimg: 4 },
  'rotated by 0 to 345 degrees': { jsQR: 24, zbarimg: 24 },
  'seen from one side': { jsQR: 12, zbarimg: 11 },
  'low contrast': { jsQR: 5, zbarimg: 8 },
  blurred: { jsQR: 4, zbarimg: 5 },
  noisy: { jsQR: 2, zbarimg: 3 },
  photographs: { jsQR: 0, zbarimg: 0 },
  'several in one picture': { jsQR: 0, zbarimg: 8 },
};

test('the page reads more pictures than jsQR and zbarimg, and hardly fewer of any kind', async () => {
  const otp = await load();
  const { context, page } = await open(browser, site.url);
  const all = { pictures: 0, page: 0, jsQR: 0, zbarimg: 0 };
  /** @type {Record<string, typeof all>} */
  const table = {};
  for (const [kind, ofKind] of Object.entries(scenes())) {
    const row = { pictures: ofKind.length, page: 0, ...peers[kind] };
    const counted = { jsQR: 0, zbarimg: 0 };
    for (const [i, scene] of ofKind.entries()) {
      const picture = PNG.sync.write(paint(scene, otp, i), { filterType: 0, deflateLevel: 1 });
      /** @param {string[]} read */
      const isAll = (read) => Number(scene.texts.every((text) => read.includes(text)));
      row.page += isAll(await readInPage(page, picture));
      if (!process.env.COUNT_PEERS) continue;
      counted.jsQR += isAll(linesOf(() => decode(picture)));
      counted.zbarimg += isAll(linesOf(() => decodeWithZbar(picture)));
    }
    if (process.env.COUNT_PEERS) assert.deepEqual(counted, peers[kind], kind);
    const most = Math.max(row.jsQR, row.zbarimg);
    assert.ok(row.page >= most - 1, `${kind}: the page reads ${row.page}, another ${most}`);
    table[kind] = row;
    for (const column of /** @type {const} */ (['pictures', 'page', 'jsQR', 'zbarimg'])) {
      all[column] += row[column];
    }
  }
  console.table({ ...table, all });
  assert.ok(all.page > all.jsQR && all.page > all.zbarimg, 'fewer in all');
  assert.equal(Object.keys(table).length, Object.keys(peers).length);
  await context.close();
});
