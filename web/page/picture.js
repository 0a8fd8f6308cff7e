import { decoder } from './decoder.js';

// The decoder takes no more, and a photo needs no more to be read.
const longestSide = 1600;

// More than four pixels to each module of the largest symbol.
const svgSize = 800;

/**
 * How a picture is drawn, in turn, until the decoder finds a key URI in it: as
 * it is, with a white border that it may lack, on black for white modules on
 * transparent, without the dark page around it, and larger or smaller.
 */
const tries = [
  { ground: '#fff', border: 0, scale: 1 },
  { ground: '#fff', border: 0.1, scale: 1 },
  { ground: '#000', border: 0, scale: 1 },
  { ground: '#fff', border: 0.1, scale: 1, onlyLight: true },
  { ground: '#fff', border: 0.1, scale: 2 },
  { ground: '#fff', border: 0.1, scale: 0.5 },
];

// How many hypotheses the decoder may try on each drawing.
const effort = 24;
const longestTry = 1000; // milliseconds

/** @param {string} text */
export const isKeyURI = (text) => /^\W*(apple-)?otpauth(-migration)?:/i.test(text);

/**
 * The texts of the QR codes in a picture, decoded in this page: of several
 * tries, the key URIs of the first that yields one, or else what the first
 * yields that yields anything.
 *
 * @param {Blob} file
 * @returns {Promise<string[]>} at least one, each once
 */
export async function readPicture(file) {
  const decode = await decoder();
  const bitmap = await toBitmap(file).catch(() => {
    throw new Error('That file is no picture this browser can read.');
  });
  /** @type {string[]} */
  let found = [];
  try {
    for (const how of tries) {
      const image = pixels(how.onlyLight ? lightPart(bitmap) : bitmap, how);
      const maxSize = { width: image.width, height: image.height };
      const [results] = await decode([image], { maxSize, effort, timeLimit: longestTry });
      const texts = [...new Set(results)].filter((result) => typeof result === 'string');
      if (texts.some(isKeyURI)) return texts.filter(isKeyURI);
      if (!found.length) found = texts;
    }
  } finally {
    bitmap.close();
  }
  if (!found.length) throw new Error('No QR code was found in that picture.');
  return found;
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

/**
 * The smallest part of a picture that holds all that is light, with its
 * contrast stretched: a symbol on a dark page is cut out of it.
 *
 * @param {ImageBitmap} bitmap
 */
function lightPart(bitmap) {
  const image = pixels(bitmap, tries[0]);
  const { data, width, height } = image;
  const shades = new Uint8Array(width * height);
  const counts = new Uint32Array(256);
  for (let i = 0; i < shades.length; i++) {
    shades[i] = (data[4 * i] + 2 * data[4 * i + 1] + data[4 * i + 2]) >> 2;
    counts[shades[i]]++;
  }
  const low = quantile(counts, 0.02 * shades.length);
  const high = quantile(counts, 0.98 * shades.length);
  const contrast = Math.max(high - low, 1);
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let i = 0; i < shades.length; i++) {
    data.fill(((shades[i] - low) / contrast) * 255, 4 * i, 4 * i + 3);
    if (2 * shades[i] < low + high) continue;
    const x = i % width;
    const y = (i - x) / width;
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + 1);
    bottom = Math.max(bottom, y + 1);
  }
  const canvas = new OffscreenCanvas(right - left, bottom - top);
  canvas.getContext('2d')?.putImageData(image, -left, -top);
  return canvas;
}

/**
 * The shade below which there are so many pixels.
 *
 * @param {Uint32Array} counts of the pixels of each shade @param {number} wanted
 */
function quantile(counts, wanted) {
  let shade = 0;
  for (let sum = counts[0]; sum < wanted; sum += counts[shade]) shade++;
  return shade;
}

/** @param {ImageBitmap | OffscreenCanvas} bitmap @param {typeof tries[number]} how */
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
