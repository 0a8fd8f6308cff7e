// Writes toolkit/inline.js: the bytes of toolkit/otp.wasm, for places where the
// file itself cannot be fetched.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

const at = (name) => new URL(`../toolkit/${name}`, import.meta.url);
const packed = deflateRawSync(readFileSync(at('otp.wasm')), { level: 9 }).toString('base64');

const module = `// Written by build/inline.js: otp.wasm, deflated and in base64.
const packed = '${packed}';

export async function bytes() {
  const deflated = Uint8Array.from(atob(packed), (byte) => byte.charCodeAt(0));
  const inflated = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(inflated).arrayBuffer();
}
`;

// A build of the server may be reading it.
const file = at('inline.js');
if (!existsSync(file) || readFileSync(file, 'utf8') !== module) writeFileSync(file, module);
