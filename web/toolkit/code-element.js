import { secondsIn } from './language.js';
import { svg } from './svg.js';
import { ToolkitElement } from './toolkit-element.js';

/**
 * <mfa-code>: the current code of the key in its property `seed` or `uri`, and
 * how long it lasts. A screen reader finds the code digit by digit, but is not
 * told when it changes: an announcement every 30 seconds is noise.
 */
export class MfaCode extends ToolkitElement {
  static observedAttributes = ['seed', 'uri'];
  static secrets = ['seed', 'uri'];
  static rules = `
    :host {
      display: inline-flex; flex-wrap: wrap; align-items: center; gap: 0 .6em;
      max-inline-size: 100%; font-variant-numeric: tabular-nums;
    }
    :host([hidden]) { display: none; }
    .digits { font-size: 2em; letter-spacing: .06em; }
    .spoken {
      position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap;
    }
    .seconds { white-space: nowrap; }
    svg { inline-size: 1.75em; block-size: 1.75em; transform: rotate(-90deg); flex: none; }
    circle { fill: none; stroke: currentColor; stroke-width: 4; }
    .track { opacity: .2; }
    @media (prefers-reduced-motion: reduce) { svg { display: none; } }
    @media (forced-colors: active) { circle { stroke: CanvasText; } }
  `;

  #seed = '';
  #uri = '';
  /**
   * The code that is shown, and between which times it is the current one.
   *
   * @type {{ code: string, from: number, until: number } | undefined}
   */
  #current;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #digits;
  #spoken;
  #seconds;
  #ring;

  constructor() {
    super();
    this.#digits = part('digits', { 'aria-hidden': 'true', dir: 'ltr' });
    this.#spoken = part('spoken', { dir: 'ltr' });
    this.#seconds = part('seconds', { 'aria-hidden': 'true' });
    const circle = { cx: 18, cy: 18, r: 15, pathLength: 1 };
    this.#ring = svg('circle', { ...circle, 'stroke-dasharray': 1 });
    const clock = svg(
      'svg',
      { viewBox: '0 0 36 36', 'aria-hidden': 'true' },
      svg('circle', { ...circle, class: 'track' }),
      this.#ring,
    );
    this.shadowRoot?.append(this.#digits, this.#spoken, clock, this.#seconds);
  }

  /** @returns {string} */
  get seed() {
    return this.#seed;
  }

  /**
   * Of `seed` and `uri`, the one that was set last counts.
   *
   * @param {string | null | undefined} seed
   */
  set seed(seed) {
    this.#seed = seed ?? '';
    if (this.#seed) this.#uri = '';
    this.refresh();
  }

  /** @returns {string} */
  get uri() {
    return this.#uri;
  }

  /** @param {string | null | undefined} uri */
  set uri(uri) {
    this.#uri = uri ?? '';
    if (this.#uri) this.#seed = '';
    this.refresh();
  }

  /** @param {import('./toolkit.js').Toolkit} otp */
  draw(otp) {
    if (!this.#seed && !this.#uri) return;
    const now = Date.now();
    if (!this.#current || now < this.#current.from || now >= this.#current.until) {
      this.#current = this.#codeAt(otp, now);
    }
    const { code, from, until } = this.#current;
    const half = Math.ceil(code.length / 2);
    replace(this.#digits, `${code.slice(0, half)} ${code.slice(half)}`);
    replace(this.#spoken, [...code].join(' '));
    replace(this.#seconds, secondsIn(this, Math.ceil((until - now) / 1000)));
    this.#ring.setAttribute('stroke-dashoffset', String((now - from) / (until - from)));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.attempt(), (until - now) % 1000 || 1000);
  }

  clear() {
    clearTimeout(this.#timer);
    this.#current = undefined;
    for (const element of [this.#digits, this.#spoken, this.#seconds]) replace(element, '');
    this.#ring.setAttribute('stroke-dashoffset', '1');
  }

  /** @param {import('./toolkit.js').Toolkit} otp @param {number} now */
  #codeAt(otp, now) {
    const key = this.#uri ? otp.parse(this.#uri) : { seed: this.#seed, period: 30 };
    const period = key.period * 1000;
    const from = now - (now % period); // steps are counted from 1970: RFC 6238 §4.2
    return { code: otp.code(key, now), from, until: from + period };
  }
}

/** @param {string} className @param {Record<string, string>} attributes */
function part(className, attributes) {
  const element = document.createElement('span');
  element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/**
 * Leaves a text that has not changed alone, so that a selection survives.
 *
 * @param {Element} element @param {string} text
 */
function replace(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
