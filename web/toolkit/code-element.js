import { sheet, svg, upgrade } from './dom.js';

const period = 30; // seconds, the ring's whole circumference

const rules = `
  :host { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 0 .6em; max-inline-size: 100%; font-variant-numeric: tabular-nums; }
  :host([hidden]) { display: none; }
  .digits { font-size: 2em; letter-spacing: .06em; }
  .spoken { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .seconds { white-space: nowrap; }
  svg { inline-size: 1.75em; block-size: 1.75em; transform: rotate(-90deg); flex: none; }
  circle { fill: none; stroke: currentColor; stroke-width: 4; }
  .track { opacity: .2; }
  @media (prefers-reduced-motion: reduce) { svg { display: none; } }
  @media (forced-colors: active) { circle { stroke: CanvasText; } }
`;

/**
 * <mfa-code>: the current code of its property seed, and how long it lasts. A screen reader finds the code digit by digit, but is not told when it
 * changes: an announcement every 30 seconds, or every second, is noise.
 */
export class MfaCode extends HTMLElement {
  /** @type {import('./toolkit.js').Toolkit | undefined} */
  otp;
  #seed = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #digits = part('span', 'digits');
  #spoken = part('span', 'spoken');
  #seconds = part('span', 'seconds');
  #ring = svg('circle', { cx: 18, cy: 18, r: 15, pathLength: period, 'stroke-dasharray': period });

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet(rules)];
    const track = svg('circle', { cx: 18, cy: 18, r: 15, class: 'track' });
    for (const hidden of [this.#digits, this.#seconds]) hidden.setAttribute('aria-hidden', 'true');
    root.append(this.#digits, this.#spoken, svg('svg', { viewBox: '0 0 36 36', 'aria-hidden': 'true' }, track, this.#ring), this.#seconds);
  }

  connectedCallback() {
    upgrade(this, 'seed');
    this.#tick();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#show('', 0);
  }

  get seed() {
    return this.#seed;
  }

  /** A text that is no seed is a ToolkitError, and leaves the element empty. */
  set seed(seed) {
    this.#seed = seed;
    this.#show('', 0);
    this.#tick();
  }

  #tick() {
    clearTimeout(this.#timer);
    if (!this.isConnected || !this.otp || !this.#seed) return;
    const now = Date.now();
    const left = this.otp.left(now);
    this.#show(this.otp.code(this.#seed, now), Math.ceil(left / 1000));
    this.#timer = setTimeout(() => this.#tick(), left % 1000 || 1000);
  }

  /** @param {string} code @param {number} seconds */
  #show(code, seconds) {
    replace(this.#digits, code && `${code.slice(0, 3)} ${code.slice(3)}`);
    replace(this.#spoken, [...code].join(' '));
    replace(this.#seconds, code && `${seconds} s`);
    this.#ring.setAttribute('stroke-dashoffset', String(period - seconds));
  }
}

/** @param {string} name @param {string} className */
function part(name, className) {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

/** Leaves the text alone where it stays the same, so that a selection survives. @param {Element} element @param {string} text */
function replace(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
