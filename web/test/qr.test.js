import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { load } from '@virtual-mfa/toolkit';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { awsURI, builds, cases } from './builds.js';
import { draw } from './draw.js';

const readQR = /** @type {typeof jsqr.default} */ (/** @type {unknown} */ (jsqr));

/** @type {string[]} */
const uris = [
  awsURI,
  ...cases('shared/enroll/testdata/uris.json')
    .filter((/** @type {any} */ c) => c.canonical)
    .map((/** @type {any} */ c) => c.canonical),
];

for (const [name, wasm] of Object.entries(builds)) {
  test(`every QR code of ${name} is read back exactly by jsQR and zbarimg`, async (t) => {
    const otp = await load({ wasm });
    const folder = mkdtempSync(join(tmpdir(), 'qr-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const files = uris.map((uri, i) => {
      const png = draw(otp, uri, 4);
      assert.equal(readQR(new Uint8ClampedArray(png.data), png.width, png.height)?.data, uri);
      const file = join(folder, `${String(i).padStart(3, '0')}.png`);
      writeFileSync(file, PNG.sync.write(png));
      return file;
    });
    const read = execFileSync('zbarimg', ['--nodbus', '--raw', '-q', ...files], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trimEnd()
      .split('\n');
    assert.deepEqual(read, uris);
  });

  test(`the SVG path of ${name} strokes exactly the dark modules`, async () => {
    const { size, path, modules } = (await load({ wasm })).symbol(awsURI);
    const painted = new Uint8Array(size * size);
    let at = 0;
    for (const [, command, x, y] of path.matchAll(/([Mmh])(\d+)(?: (\d+)(?:\.5)?)?/g)) {
      if (command === 'M') at = Number(y) * size + Number(x);
      if (command === 'm') at += Number(x);
      if (command === 'h') {
        painted.fill(1, at, at + Number(x));
        at += Number(x);
      }
    }
    assert.deepEqual(painted, modules);
  });
}
