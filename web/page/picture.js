import { decoder } from './decoder.js';

// The decoder takes no more, and a photo needs no more to be read.
const longestSide = 1600;

// More than four pixels to each module of the largest symbol.
const svgSize = 800;

/**
 * How a picture is drawn, in turn, until the decoder finds a key URI in it: as
 * it is, with a white border that it may lack, on black for white modules on
 * transparent, and larger or smaller.
 */
const tries = [
  { ground: '#fff', border: 0, scale: 1 },
  { ground: '#fff', border: 0.1, scale: 1 },
  { ground: '#000', border: 0, scale: 1 },
  { ground: '#fff', border: 0.1, scale: 2 },
  { ground: '#fff', border: 0.1, scale: 0.5 },
];

/**
 * The text of the QR code in a picture, decoded in this page: of several tries,
 * the first that yields a key URI, or else the first that yields anything.
 *
 * @param {Blob} file
 * @returns {Promise<string>}
 */
export async function readPicture(file) {
  const decodeQR = await decoder();
  const bitmap = await toBitmap(file).catch(() => {
    throw new Error('That file is no picture this browser can read.');
  });
  const found = [];
  try {
    for (const how of tries) {
      try {
        found.push(decodeQR(pixels(bitmap, how)));
      } catch {
        continue; // nothing was found
      }
      if (/^otpauth/i.test(found[found.length - 1])) return found[found.length - 1];
    }
  } finally {
    bitmap.close();
  }
  if (!found.length) throw new Error('No QR code was found in that picture.');
  return found[0];
}

/** @param {Blob} file */
async function toBitmap(file) {
  if (!/svg/.test(file.type)) return createImageBitmap(file);
  // createImageBitmap takes no SVG. Without a size of its own, one is drawn
  // large.
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    const size = svgSize / Math.max(image.naturalWidth, image.naturalHeight, 1);
    const width = Math.ceil((image.naturalWidth || 1) * size);
    const height = Math.ceil((image.naturalHeight || 1) * size);
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
    return canvas.transferToImageBitmap();
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** @param {ImageBitmap} bitmap @param {typeof tries[number]} how */
function pixels(bitmap, { ground, border, scale }) {
  const longest = Math.max(bitmap.width, bitmap.height) * (1 + 2 * border);
  const factor = Math.min(scale, longestSide / longest);
  const width = Math.ceil(bitmap.width * factor);
  const height = Math.ceil(bitmap.height * factor);
  const margin = Math.floor(Math.max(width, height) * border);
  const canvas = new OffscreenCanvas(width + 2 * margin, height + 2 * margin);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (
    canvas.getContext('2d', { willReadFrequently: true })
  );
  pen.fillStyle = ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, margin, margin, width, height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
