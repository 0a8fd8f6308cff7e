import { correction, generate } from 'lean-qr';
import { toSvgSource } from 'lean-qr/extras/svg';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** @param {string} text */
function base32(text) {
  const bytes = [];
  let bits = 0;
  let value = 0;
  for (const letter of text) {
    value = ((value << 5) | alphabet.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return new Uint8Array(bytes);
}

/** @param {string} seed @param {number} ms */
async function code(seed, ms) {
  const key = await crypto.subtle.importKey(
    'raw',
    base32(seed),
    { name: 'HMAC', hash: 'SHA-1' },
    false,
    ['sign'],
  );
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(ms / 30_000)));
  const digest = new DataView(await crypto.subtle.sign('HMAC', key, counter));
  return String((digest.getUint32(digest.getUint8(19) & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

export async function start() {
  return {
    code,
    svg: (/** @type {string} */ text) =>
      toSvgSource(generate(text, { minCorrectionLevel: correction.M }), { on: 'black' }),
  };
}
