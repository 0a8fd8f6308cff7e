// Compares the toolkit with other libraries, in turn, in one run of headless
// Chromium on this machine, and prints a table. `make bench-wasm` runs it.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { launch } from '../test/browser.js';
import { builds } from '../test/builds.js';

const rounds = 10; // each of the five goes first twice
const expected = '440963'; // whatever the page's seed gives 59 s after 1970
const here = fileURLToPath(new URL('.', import.meta.url));

/** @type {{ name: string, entry: string, wasm?: Uint8Array }[]} */
const contenders = [
  { name: 'toolkit, TinyGo', entry: 'toolkit', wasm: builds.tinygo },
  { name: 'toolkit, standard Go', entry: 'toolkit', wasm: builds.standard },
  { name: 'otpauth + qrcode', entry: 'otpauth-qrcode' },
  { name: 'otplib + uqr', entry: 'otplib-uqr' },
  { name: 'WebCrypto + lean-qr', entry: 'webcrypto-lean-qr' },
];

/** @param {string} entryPoint @param {string} contender */
async function bundle(entryPoint, contender) {
  const { outputFiles } = await build({
    entryPoints: [here + entryPoint],
    alias: { contender: `${here}contenders/${contender}.js` },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].contents;
}

/**
 * @param {Uint8Array[]} files
 * @param {(file: Uint8Array) => Uint8Array} [compress]
 */
const total = (files, compress = (file) => file) =>
  files.reduce((sum, file) => sum + compress(file).length, 0);

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** @type {Map<string, [type: string, body: string | Uint8Array]>} */
const files = new Map();
const server = createServer((request, response) => {
  const [type, body] = files.get(request.url ?? '') ?? ['text/plain', ''];
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

const results = await Promise.all(
  contenders.map(async ({ name, entry, wasm }, i) => {
    files.set(`/${i}`, [
      'text/html',
      `<!doctype html><link rel="icon" href="data:,"><body>
       <script>benchModule = '/${i}.wasm'</script><script type="module" src="/${i}.js"></script>`,
    ]);
    files.set(`/${i}.js`, ['text/javascript', await bundle('page.js', entry)]);
    if (wasm) files.set(`/${i}.wasm`, ['application/wasm', wasm]);
    const shipped = [await bundle(`contenders/${entry}.js`, entry), ...(wasm ? [wasm] : [])];
    return {
      name,
      raw: total(shipped),
      gzip: total(shipped, (f) => gzipSync(f, { level: 9 })),
      brotli: total(shipped, (f) => brotliCompressSync(f)),
      untilFirst: /** @type {number[]} */ ([]),
      codes: /** @type {number[]} */ ([]),
      symbols: /** @type {number[]} */ ([]),
      memory: 0,
    };
  }),
);

const browser = await launch();
for (let round = 0; round < rounds; round++) {
  for (const turn of results.keys()) {
    // Each goes first in its turn, so that what slows the machine down for a
    // while does not always slow the same one.
    const i = (round + turn) % results.length;
    const result = results[i];
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/${i}`);
    await page.waitForFunction('window.bench');
    if ((await page.evaluate('bench.first')) !== expected)
      throw new Error(`${result.name} made another code`);
    result.untilFirst.push(/** @type {number} */ (await page.evaluate('bench.untilFirst')));
    result.codes.push(/** @type {number} */ (await page.evaluate('bench.codes()')));
    result.symbols.push(/** @type {number} */ (await page.evaluate('bench.symbols()')));
    if (round === 0) {
      await page.evaluate('bench.tenThousand()');
      const devtools = await context.newCDPSession(page);
      await devtools.send('HeapProfiler.collectGarbage');
      const { usedSize } = await devtools.send('Runtime.getHeapUsage');
      result.memory =
        usedSize + /** @type {number} */ (await page.evaluate('bench.moduleMemory()'));
    }
    await context.close();
  }
}
await browser.close();
server.close();

console.table(
  Object.fromEntries(
    results.map((r) => [
      r.name,
      {
        'raw B': r.raw,
        'gzip B': r.gzip,
        'brotli B': r.brotli,
        'first QR + code, ms': Number(median(r.untilFirst).toFixed(1)),
        'codes/s': Math.round(median(r.codes)),
        'QR/s': Math.round(median(r.symbols)),
        'after 10,000 QR, MB': Number((r.memory / 1e6).toFixed(1)),
      },
    ]),
  ),
);
