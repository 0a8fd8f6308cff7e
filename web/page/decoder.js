// Not a literal import, because the file exists only after a build.
const bundle = new URL('./qr-decode.js', import.meta.url).href;

/**
 * The decoder of the npm package qr, which `npm run decoder` bundles from the
 * version in the lock file. Only pictures need it.
 *
 * @returns {Promise<typeof import('qr/decode.js').decodeQRBatch>}
 */
export async function decoder() {
  try {
    return (await import(bundle)).decodeQRBatch;
  } catch {
    throw new Error(
      'This copy of the page was built without the part that reads pictures: make wasm builds it.',
    );
  }
}
