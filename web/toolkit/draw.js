import { ToolkitError } from './error.js';

/** @typedef {import('./toolkit.js').QRCode} QRCode */

/**
 * Dark on a white plate, whatever the page's colours: scanners need the
 * contrast.
 *
 * @param {QRCode} symbol
 */
export function markup({ size, path }) {
  const head = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"`;
  const plate = `<path fill="#fff" d="M0 0h${size}v${size}H0z"/>`;
  return `<svg ${head} shape-rendering="crispEdges">${plate}<path stroke="#000" d="${path}"/></svg>`;
}

/**
 * @param {QRCode} symbol
 * @param {number} atLeast pixels
 * @returns {Promise<Blob>}
 */
export async function picture({ size, path }, atLeast) {
  if (!globalThis.OffscreenCanvas) {
    throw new ToolkitError('unsupported', 'There is no OffscreenCanvas here.');
  }
  const scale = Math.max(1, Math.ceil(atLeast / size));
  const canvas = new OffscreenCanvas(size * scale, size * scale);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  pen.scale(scale, scale);
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, size, size);
  pen.stroke(new Path2D(path));
  return canvas.convertToBlob({ type: 'image/png' });
}
