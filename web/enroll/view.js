import { byId, mark, startSteps } from '../page/steps.js';
import { svg } from '../toolkit/svg.js';
import { texts } from './texts.js';

export { byId };

const parts = ['loading', 'message', 'app', 'resume', 'scan', 'codes', 'done'];
const steps = startSteps(texts, parts);
export const { say, sentence, show } = steps;

/** @param {string} lead @param {string} expiry */
export function frame(lead, expiry) {
  byId('lead').textContent = lead;
  byId('expiry').textContent = expiry;
}

/** A time as the reader writes it. @param {string} time */
export function written(time) {
  return new Date(time).toLocaleString(steps.locale(), { dateStyle: 'full', timeStyle: 'short' });
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
  mark([byId('older'), byId('newer')], inputs);
  inputs[0]?.focus();
}
