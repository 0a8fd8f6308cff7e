import { MfaCode } from './code-element.js';
import { MfaQR } from './qr-element.js';
import { use } from './source.js';

export { MfaCode, MfaQR };

/**
 * Defines <mfa-qr> and <mfa-code> at once; they draw as soon as the toolkit is
 * there. A later call replaces the toolkit of all elements. On a server it does
 * nothing.
 *
 * Given a promise of the toolkit, the elements are defined before it is loaded.
 * That matters: React and Vue write a value into an attribute, and so into the
 * page's markup, unless the element has the property already.
 *
 * @param {import('./toolkit.js').Toolkit | PromiseLike<import('./toolkit.js').Toolkit>} toolkit
 */
export function define(toolkit) {
  if (!globalThis.customElements) return;
  use(toolkit);
  register('mfa-qr', MfaQR);
  register('mfa-code', MfaCode);
}

/** @param {string} name @param {CustomElementConstructor} type */
function register(name, type) {
  const known = customElements.get(name);
  if (!known) customElements.define(name, type);
  else if (known !== type && !foreign.has(name)) {
    foreign.add(name);
    console.warn(
      `<${name}> is already defined by other code, possibly another copy of the toolkit.`,
    );
  }
}

/** @type {Set<string>} */
const foreign = new Set();
