import { sheet, svg, upgrade } from './dom.js';

const rules = `
  :host { display: inline-block; inline-size: 240px; max-inline-size: 100%; }
  :host([hidden]) { display: none; }
  svg { display: block; inline-size: 100%; block-size: auto; forced-color-adjust: none; }
`;

/** <mfa-qr>: the QR code of its property uri. The attribute label is what a screen reader says instead. */
export class MfaQR extends HTMLElement {
  static observedAttributes = ['label'];

  /** @type {import('./toolkit.js').Toolkit | undefined} */
  otp;
  #uri = '';

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet(rules)];
  }

  connectedCallback() {
    upgrade(this, 'uri');
    this.#draw();
  }

  attributeChangedCallback() {
    this.#draw();
  }

  get uri() {
    return this.#uri;
  }

  /** A text that no QR code holds is a ToolkitError, and leaves the element empty. */
  set uri(uri) {
    this.#uri = uri;
    this.#draw();
  }

  #draw() {
    if (!this.isConnected || !this.otp) return;
    this.shadowRoot?.replaceChildren();
    if (!this.#uri) return;
    const { size, path } = this.otp.symbol(this.#uri);
    const label = this.getAttribute('label') ?? 'QR code with the setup key';
    this.shadowRoot?.replaceChildren(
      svg('svg', { viewBox: `0 0 ${size} ${size}`, 'shape-rendering': 'crispEdges', role: 'img', 'aria-label': label },
        svg('path', { fill: '#fff', d: `M0 0h${size}v${size}H0z` }),
        svg('path', { stroke: '#000', d: path })),
    );
  }
}
