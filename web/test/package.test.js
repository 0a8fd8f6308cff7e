import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import { Miniflare } from 'miniflare';
import { build as vite } from 'vite';
import { decode, launch } from './browser.js';
import { serve } from './site.js';

const web = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(web, 'README.md'), 'utf8');
/** @param {string} language */
const block = (language) =>
  /** @type {RegExpMatchArray} */ (readme.match(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``)))[1];
const enrolURI =
  'otpauth://totp/Example:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example';

const folder = mkdtempSync(join(tmpdir(), 'toolkit-'));
/** @type {string[]} */
let packed;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  const [report] = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: web,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  );
  packed = report.files.map((/** @type {{ path: string }} */ file) => file.path);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${report.filename}`], {
    cwd: folder,
    stdio: 'ignore',
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Writes the README's page to a folder of its own. @param {string} name @param {(script: string) => string} [change] */
function page(name, change = (script) => script) {
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(join(root, 'index.html'), block('html'));
  writeFileSync(join(root, 'main.js'), change(block('js')));
  return root;
}

/** Opens a page of the README's shape and reads what it shows. @param {string} root */
async function shows(root) {
  const site = await serve(root);
  const context = await browser.newContext();
  const tab = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  tab.on(
    'console',
    (message) =>
      message.type() !== 'log' &&
      !message.text().includes('favicon') &&
      complaints.push(message.text()),
  );
  tab.on('pageerror', (error) => complaints.push(String(error)));
  await tab.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  await tab.goto(site.url);
  await tab.locator('mfa-qr svg').waitFor();
  assert.match((await tab.locator('mfa-code .digits').textContent()) ?? '', /^\d{3} \d{3}$/);
  assert.deepEqual(complaints, []);
  const text = decode(await tab.screenshot());
  await context.close();
  site.close();
  return text;
}

test('the package holds the toolkit, its types and its notices, and nothing else', () => {
  const modules = [
    'code-element',
    'draw',
    'elements',
    'error',
    'explain',
    'index',
    'inline',
    'instance',
    'integrity',
    'language',
    'lean',
    'module',
    'node',
    'node-lean',
    'node-start',
    'qr-element',
    'react',
    'recover',
    'source',
    'start',
    'svg',
    'toolkit',
    'toolkit-element',
    'wasi',
  ];
  const expected = [
    'NOTICE',
    'README.md',
    'package.json',
    'toolkit/otp.wasm',
    ...modules.map((name) => `toolkit/${name}.js`),
    ...modules.map((name) => `types/${name}.d.ts`),
  ];
  assert.deepEqual([...packed].sort(), expected.sort());
});

test('the installed package runs in Node', () => {
  const script =
    "import { load } from '@virtual-mfa/toolkit'; import { integrity } from '@virtual-mfa/toolkit/integrity'; console.log((await load({ integrity })).code('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59000))";
  assert.equal(
    execFileSync('node', ['--input-type=module', '-e', script], { cwd: folder }).toString(),
    '287082\n',
  );
});

test("the README's page works as Vite builds it", async () => {
  const root = page('vite');
  await vite({ root, base: './', logLevel: 'error', configFile: false });
  assert.equal(await shows(join(root, 'dist')), enrolURI);
});

test("the README's page works as esbuild builds it", async () => {
  const root = page(
    'esbuild',
    (script) =>
      `import wasm from '@virtual-mfa/toolkit/otp.wasm';\n${script.replace('load()', 'load({ wasm: new URL(wasm, import.meta.url) })')}`,
  );
  const outdir = join(root, 'out');
  await esbuild({
    entryPoints: [join(root, 'main.js')],
    bundle: true,
    format: 'esm',
    loader: { '.wasm': 'file' },
    outdir,
    logLevel: 'error',
  });
  cpSync(join(root, 'index.html'), join(outdir, 'index.html'));
  assert.equal(await shows(outdir), enrolURI);
});

test("the README's page works without a bundler", async () => {
  const root = page('plain', (script) =>
    script
      .replace("'@virtual-mfa/toolkit'", "'./toolkit/index.js'")
      .replace("'@virtual-mfa/toolkit/elements'", "'./toolkit/elements.js'"),
  );
  cpSync(join(folder, 'node_modules/@virtual-mfa/toolkit/toolkit'), join(root, 'toolkit'), {
    recursive: true,
  });
  assert.equal(await shows(root), enrolURI);
});

test('the package runs in workerd as a compiled module', async (t) => {
  const root = join(folder, 'workerd');
  cpSync(join(folder, 'node_modules/@virtual-mfa/toolkit/toolkit'), join(root, 'toolkit'), {
    recursive: true,
  });
  writeFileSync(
    join(root, 'worker.mjs'),
    `
    import { load } from './toolkit/index.js';
    import module from './toolkit/otp.wasm';
    export default { async fetch() { return new Response((await load({ wasm: module })).code('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59000)); } };`,
  );
  const worker = new Miniflare({
    cf: false,
    host: '127.0.0.1',
    port: 0,
    compatibilityDate: '2026-04-01',
    modules: true,
    modulesRoot: root,
    scriptPath: join(root, 'worker.mjs'),
    modulesRules: [
      { type: 'ESModule', include: ['**/*.js', '**/*.mjs'] },
      { type: 'CompiledWasm', include: ['**/*.wasm'] },
    ],
  });
  t.after(() => worker.dispose());
  assert.equal(await (await worker.dispatchFetch('http://worker/')).text(), '287082');
});
