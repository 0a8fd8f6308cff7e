import { svg } from '../toolkit/svg.js';
import { choose, fill, languages, texts } from './texts.js';

/**
 * @template {Element} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export const byId = (id) => /** @type {T} */ (/** @type {unknown} */ (document.getElementById(id)));

/** The parts of the page, of which a view shows some. */
const parts = ['loading', 'message', 'app', 'resume', 'scan', 'codes', 'done'];

/** @type {import('./texts.js').Language} */
let language = choose(navigator.languages ?? [navigator.language]);

/** The texts in the language of the moment. */
export const say = () => texts[language];

/** What is shown, so that it can be said in another language. */
let render = () => {};

/** What a screen reader has been told last. */
let heading = '';

/**
 * Shows parts of the page under a heading, and moves the focus there if the
 * heading is another one.
 *
 * @param {string[]} shown
 * @param {string} title a key of the texts
 * @param {() => void} write writes what depends on the language
 */
export function show(shown, title, write) {
  for (const part of parts) byId(part).hidden = !shown.includes(part);
  render = () => {
    const words = say();
    document.documentElement.lang = language;
    document.documentElement.dir = words.dir;
    for (const element of document.querySelectorAll('[data-text]')) {
      element.textContent = words[element.getAttribute('data-text') ?? ''];
    }
    byId('title').textContent = words[title];
    document.title = words[title];
    byId('switch').textContent = words.other;
    byId('switch').lang = /** @type {string} */ (languages.find((other) => other !== language));
    write();
  };
  render();
  if (heading && heading !== title) byId('title').focus();
  heading = title;
}

byId('switch').addEventListener('click', () => {
  language = language === 'en' ? 'de' : 'en';
  render();
});

/** @param {string} lead @param {string} expiry */
export function frame(lead, expiry) {
  byId('lead').textContent = lead;
  byId('expiry').textContent = expiry;
}

/** A time as the reader writes it. @param {string} time */
export function written(time) {
  const locale = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
  return new Date(time).toLocaleString(locale, { dateStyle: 'full', timeStyle: 'short' });
}

/**
 * Draws the QR code from its modules.
 *
 * @param {{ size: number, path: string }} symbol
 * @param {string} name for who cannot see it
 */
export function draw({ size, path }, name) {
  const box = `0 0 ${size} ${size}`;
  const options = {
    viewBox: box,
    'shape-rendering': 'crispEdges',
    role: 'img',
    'aria-label': name,
  };
  const plate = svg('path', { fill: '#fff', d: `M0 0h${size}v${size}H0z` });
  byId('picture').replaceChildren(
    svg('svg', options, plate, svg('path', { stroke: '#000', d: path })),
  );
}

/**
 * Shows the service's own picture, where there is no WebAssembly to draw one.
 *
 * @param {string} png in base64
 * @param {string} name for who cannot see it
 */
export function drawPNG(png, name) {
  const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
  image.addEventListener('load', () => URL.revokeObjectURL(image.src));
  image.alt = name;
  byId('picture').replaceChildren(image);
}

/**
 * Groups of four, spaced by style alone, so that a selection copies the key
 * without spaces.
 *
 * @param {string} key
 */
export function spell(key) {
  const groups = (key.match(/.{1,4}/g) ?? []).map((group) => {
    const span = document.createElement('span');
    span.textContent = group;
    return span;
  });
  byId('key').replaceChildren(...groups);
}

/**
 * Says what is wrong with the codes, at those that it concerns.
 *
 * @param {string} message "" if nothing is
 * @param {HTMLInputElement[]} [inputs]
 */
export function complain(message, inputs = []) {
  byId('codes-error').textContent = message;
  for (const input of [byId('older'), byId('newer')]) {
    if (inputs.includes(/** @type {HTMLInputElement} */ (input))) {
      input.setAttribute('aria-invalid', 'true');
    } else input.removeAttribute('aria-invalid');
  }
  inputs[0]?.focus();
}

/** @param {string} key of the texts @param {Record<string, string | number>} values */
export const sentence = (key, values) => fill(say()[key], values);
