import { PNG } from 'pngjs';

/**
 * Draws a QR code as a picture, black on white.
 *
 * @param {import('@virtual-mfa/toolkit').Toolkit} otp
 * @param {string} text
 * @param {number} scale
 */
export function draw(otp, text, scale) {
  const { size, modules } = otp.symbol(text);
  const png = new PNG({ width: size * scale, height: size * scale });
  for (let y = 0; y < png.height; y++) {
    for (let x = 0; x < png.width; x++) {
      const shade = modules[Math.floor(y / scale) * size + Math.floor(x / scale)] ? 0 : 255;
      png.data.set([shade, shade, shade, 255], (y * png.width + x) * 4);
    }
  }
  return png;
}
