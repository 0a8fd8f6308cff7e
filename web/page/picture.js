import { decoder } from './decoder.js';

// The decoder takes no more, and a photo needs no more to be read.
const longestSide = 1600;

/**
 * The text of the QR code in a picture, decoded in this page.
 *
 * @param {Blob} file
 * @returns {Promise<string>}
 */
export async function readPicture(file) {
  const decodeQR = await decoder();
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error('That file is no picture this browser can read.');
  });
  try {
    return decodeQR(pixels(bitmap));
  } catch {
    throw new Error('No QR code was found in that picture.');
  } finally {
    bitmap.close();
  }
}

/** The picture on white, because a transparent one would be black. @param {ImageBitmap} bitmap */
function pixels(bitmap) {
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.ceil(bitmap.width * scale),
    Math.ceil(bitmap.height * scale),
  );
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (
    canvas.getContext('2d', { willReadFrequently: true })
  );
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
