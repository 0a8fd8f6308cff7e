const bundle = new URL('./qr-decode.js', import.meta.url).href; // no literal, because it is not there before it was built

/**
 * The decoder of the npm package qr, which `npm run decoder` bundles from the version that the lock file names. The page does all else without it.
 *
 * @returns {Promise<typeof import('qr/decode.js').default>}
 */
export async function decoder() {
  try {
    return (await import(bundle)).default;
  } catch {
    throw new Error(
      'This copy of the page was built without the part that reads pictures: make wasm builds it.',
    );
  }
}
