// Written by hand, because JSDoc cannot declare global types.
import type { MfaCode } from './code-element.js';
import type { ToolkitError } from './error.js';
import type { MfaQR } from './qr-element.js';
import type { Toolkit } from './toolkit.js';

export { MfaCode } from './code-element.js';
export { MfaQR } from './qr-element.js';

/**
 * Defines <mfa-qr> and <mfa-code> at once; they draw as soon as the toolkit is
 * there. A later call replaces the toolkit of all elements. On a server it does
 * nothing.
 */
export function define(toolkit: Toolkit | PromiseLike<Toolkit>): void;

declare global {
  interface HTMLElementTagNameMap {
    'mfa-qr': MfaQR;
    'mfa-code': MfaCode;
  }
  interface HTMLElementEventMap {
    'mfa-error': CustomEvent<ToolkitError>;
  }
}
