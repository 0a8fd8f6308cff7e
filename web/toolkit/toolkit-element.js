import { ToolkitError } from './error.js';
import { connected, source } from './source.js';

// On a server there are no elements, but importing this must not fail.
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

let warned = false;

/**
 * What <mfa-qr> and <mfa-code> have in common: when they draw, what they do
 * with errors, and that secrets do not stay in attributes.
 */
export class ToolkitElement extends Base {
  /**
   * The properties that hold secrets.
   *
   * @type {string[]}
   */
  static secrets = [];
  static rules = '';

  #root = this.attachShadow({ mode: 'open' });
  /** @type {ToolkitError | undefined} */
  #error;

  /**
   * Why the element is empty although it has a value; undefined if it is not.
   */
  get error() {
    return this.#error;
  }

  connectedCallback() {
    this.#adoptProperties();
    if (!this.#root.adoptedStyleSheets?.length) this.#adoptStyle();
    connected.add(this);
    this.refresh();
  }

  disconnectedCallback() {
    connected.delete(this);
    this.clear();
  }

  adoptedCallback() {
    this.#adoptStyle();
  }

  /**
   * A secret in an attribute stands in the page's markup, where style sheets,
   * extensions, and session recorders read it.
   *
   * @param {string} name
   * @param {string | null} _old
   * @param {string | null} value
   */
  attributeChangedCallback(name, _old, value) {
    if (value === null || !this.#isSecret(name)) return;
    Reflect.set(this, name, value);
    super.removeAttribute(name);
    if (warned) return;
    warned = true;
    console.warn(
      `<${this.localName}> had its secret in the attribute ${name}, where anything that reads the ` +
        `page can see it. It was moved to the property ${name}; set that instead.`,
    );
  }

  /**
   * React 18 takes a value away with this, although the attribute is gone.
   *
   * @param {string} name
   */
  removeAttribute(name) {
    const property = name.toLowerCase();
    if (this.#isSecret(property)) Reflect.set(this, property, '');
    super.removeAttribute(name);
  }

  /** Draws again, after a change of the value or of the toolkit. */
  refresh() {
    this.#error = undefined;
    this.clear();
    if (!this.isConnected) return;
    if (source.failure) return this.#fail(source.failure);
    this.attempt();
  }

  /** Draws, and turns what is thrown into the element's error. */
  attempt() {
    if (!source.otp) return;
    try {
      this.draw(source.otp);
    } catch (error) {
      this.clear();
      this.#fail(/** @type {ToolkitError} */ (error));
    }
  }

  /**
   * Draws the value, if there is one.
   *
   * @param {import('./toolkit.js').Toolkit} _otp
   */
  draw(_otp) {}

  /** Removes everything that was drawn from the value. */
  clear() {}

  /** @param {string} name */
  #isSecret(name) {
    return /** @type {typeof ToolkitElement} */ (this.constructor).secrets.includes(name);
  }

  /** @param {ToolkitError} error */
  #fail(error) {
    this.#error = error;
    const event = new CustomEvent('mfa-error', {
      bubbles: true,
      composed: true,
      cancelable: true,
      detail: error,
    });
    if (this.dispatchEvent(event)) (globalThis.reportError ?? console.error)(error);
  }

  /**
   * Properties that were set before the element was defined shadow the class's
   * accessors.
   */
  #adoptProperties() {
    for (const [name, early] of Object.entries(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, early);
    }
  }

  /**
   * A constructed style sheet needs no 'unsafe-inline' in the page's policy,
   * but belongs to one document.
   */
  #adoptStyle() {
    const Sheet = this.ownerDocument.defaultView?.CSSStyleSheet;
    if (!Sheet) return; // a document that is not shown
    const sheet = new Sheet();
    sheet.replaceSync(/** @type {typeof ToolkitElement} */ (this.constructor).rules);
    this.#root.adoptedStyleSheets = [sheet];
  }
}
