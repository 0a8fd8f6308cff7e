import { MfaCode } from './code-element.js';
import { MfaQR } from './qr-element.js';

export { MfaCode, MfaQR };

/**
 * Defines <mfa-qr> and <mfa-code>, both drawn by this toolkit. Secrets are properties, never attributes: an attribute is in the page's markup, where
 * style sheets, extensions and error reports read it.
 *
 * @param {import('./toolkit.js').Toolkit} otp
 */
export function define(otp) {
  customElements.define('mfa-qr', class extends MfaQR { otp = otp; });
  customElements.define('mfa-code', class extends MfaCode { otp = otp; });
}
