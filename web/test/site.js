import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
};

// The page needs blob: to read an SVG file; the package alone does without.
export const policy = [
  "script-src 'self' 'wasm-unsafe-eval'",
  "default-src 'none'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * Serves a folder on a free port of this machine, as any static host would,
 * under a policy.
 *
 * @param {string} [root]
 * @param {Record<string, string | Uint8Array>} [instead] answers to paths that
 *   are not files
 * @param {string} [ownPolicy]
 */
export async function serve(
  root = fileURLToPath(new URL('..', import.meta.url)),
  instead = {},
  ownPolicy = policy,
) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://host').pathname).replace(
      /\/$/,
      '/index.html',
    );
    response.setHeader('content-security-policy', ownPolicy);
    try {
      const body = instead[path] ?? (await readFile(join(root, path)));
      response
        .writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
