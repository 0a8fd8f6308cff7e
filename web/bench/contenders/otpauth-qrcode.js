import { Secret, TOTP } from 'otpauth';
import QRCode from 'qrcode';

export async function start() {
  return {
    code: (/** @type {string} */ seed, /** @type {number} */ timestamp) =>
      new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp }),
    svg: (/** @type {string} */ text) => QRCode.toString(text, { type: 'svg' }),
  };
}
