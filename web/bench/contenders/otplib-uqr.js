import { generateSync } from 'otplib';
import { renderSVG } from 'uqr';

export async function start() {
  return {
    code: (/** @type {string} */ secret, /** @type {number} */ ms) =>
      generateSync({ secret, epoch: Math.floor(ms / 1000) }),
    svg: (/** @type {string} */ text) => renderSVG(text, { ecc: 'M', border: 4 }),
  };
}
