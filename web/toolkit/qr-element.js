import { svg } from './svg.js';
import { ToolkitElement } from './toolkit-element.js';

/**
 * <mfa-qr>: the QR code of the text in its property `uri`. A screen reader
 * reads the attribute `label` instead.
 */
export class MfaQR extends ToolkitElement {
  static observedAttributes = ['uri', 'label'];
  static secrets = ['uri'];
  static rules = `
    :host { display: inline-block; inline-size: 240px; max-inline-size: 100%; }
    :host([hidden]) { display: none; }
    svg { display: block; inline-size: 100%; block-size: auto; forced-color-adjust: none; }
  `;

  #uri = '';

  /** @returns {string} */
  get uri() {
    return this.#uri;
  }

  /** @param {string | null | undefined} uri empty, null and undefined draw nothing */
  set uri(uri) {
    this.#uri = uri ?? '';
    this.refresh();
  }

  /** @returns {string} */
  get label() {
    return this.getAttribute('label') ?? 'QR code with the setup key';
  }

  /** @param {string} label */
  set label(label) {
    this.setAttribute('label', label);
  }

  /**
   * @param {string} name
   * @param {string | null} old
   * @param {string | null} value
   */
  attributeChangedCallback(name, old, value) {
    super.attributeChangedCallback(name, old, value);
    if (name === 'label') this.#picture?.setAttribute('aria-label', this.label);
  }

  /** @param {import('./toolkit.js').Toolkit} otp */
  draw(otp) {
    if (!this.#uri) return;
    const { size, path } = otp.symbol(this.#uri);
    const frame = {
      viewBox: `0 0 ${size} ${size}`,
      'shape-rendering': 'crispEdges',
      role: 'img',
      'aria-label': this.label,
    };
    this.shadowRoot?.replaceChildren(
      svg(
        'svg',
        frame,
        svg('path', { fill: '#fff', d: `M0 0h${size}v${size}H0z` }),
        svg('path', { stroke: '#000', d: path }),
      ),
    );
  }

  clear() {
    this.shadowRoot?.replaceChildren();
  }

  get #picture() {
    return this.shadowRoot?.firstElementChild;
  }
}
