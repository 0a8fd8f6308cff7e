import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Miniflare } from 'miniflare';
import { fromWeb, installLocked, makeApp, packAndInstall, run } from './apps/app.js';
import { example } from './apps/readme.js';

const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // RFC 6238 appendix B

/** @type {ReturnType<typeof packAndInstall>} */
let toolkit;
before(() => {
  toolkit = packAndInstall();
});
after(() => toolkit?.remove());

/** @param {string} script @param {string[]} options */
const node = (script, ...options) => run('node', [...options, '-e', script], toolkit.folder);

test('the package holds the toolkit, its types and its notices, and nothing else', () => {
  const scripts = readdirSync('toolkit').filter((name) => name.endsWith('.js'));
  assert.ok(scripts.length > 20);
  const expected = [
    'NOTICE',
    'README.md',
    'package.json',
    'toolkit/otp.wasm',
    ...scripts.map((name) => `toolkit/${name}`),
    ...scripts.map((name) => `types/${basename(name, '.js')}.d.ts`),
  ];
  assert.deepEqual([...toolkit.packed].sort(), expected.sort());
});

test('Node imports and requires it', () => {
  const imports = `import { load } from '@virtual-mfa/toolkit';
    import { integrity } from '@virtual-mfa/toolkit/integrity';
    console.log((await load({ integrity })).code('${seed}', 59_000));`;
  assert.equal(node(imports, '--input-type=module'), '287082\n');
  const requires = `const { load } = require('@virtual-mfa/toolkit/lean');
    load().then((otp) => console.log(otp.code('${seed}', 59_000)));`;
  assert.equal(node(requires, '--input-type=commonjs'), '287082\n');
});

test('where otp.wasm was left behind, the copy is used, and its integrity is checked', () => {
  const app = makeApp(toolkit, 'without-wasm', {
    'main.js': `import { load } from '@virtual-mfa/toolkit';
      import { load as leanLoad } from '@virtual-mfa/toolkit/lean';
      import { integrity } from '@virtual-mfa/toolkit/integrity';
      const kind = (loading) => loading.catch((error) => error.kind);
      const [one, two] = await Promise.all([load(), load({ integrity })]);
      console.log(one.code('${seed}', 59_000), two.code('${seed}', 59_000));
      console.log(await kind(load({ integrity: 'sha384-other' })));
      console.log(await kind(load({ wasm: new URL('file:///no/such.wasm') })));
      console.log(await kind(leanLoad()));`,
  });
  run('rm', [join(app, 'node_modules/@virtual-mfa/toolkit/toolkit/otp.wasm')], app);
  assert.deepEqual(run('node', ['main.js'], app).trim().split('\n'), [
    'otp.wasm is not at its URL; the copy inside @virtual-mfa/toolkit is used instead.',
    '287082 287082',
    'integrity',
    'load',
    'load',
  ]);
});

test('a server imports the elements, and defining them does nothing', () => {
  const script = `import { define, MfaQR } from '@virtual-mfa/toolkit/elements';
    import { load } from '@virtual-mfa/toolkit';
    console.log(define(await load()), define(load()), typeof MfaQR);`;
  assert.equal(node(script, '--input-type=module'), 'undefined undefined function\n');
});

test('it runs in workerd as a compiled module', async (t) => {
  const app = makeApp(toolkit, 'workerd', {
    'worker.mjs': `
      import { load } from './toolkit/index.js';
      import module from './toolkit/otp.wasm';
      export default {
        fetch: async () => new Response((await load({ wasm: module })).code('${seed}', 59_000)),
      };`,
  });
  cpSync(join(toolkit.installed, 'toolkit'), join(app, 'toolkit'), { recursive: true });
  const worker = new Miniflare({
    cf: false,
    host: '127.0.0.1',
    port: 0,
    compatibilityDate: '2026-04-01',
    modules: true,
    modulesRoot: app,
    scriptPath: join(app, 'worker.mjs'),
    modulesRules: [
      { type: 'ESModule', include: ['**/*.js', '**/*.mjs'] },
      { type: 'CompiledWasm', include: ['**/*.wasm'] },
    ],
  });
  t.after(() => worker.dispose());
  assert.equal(await (await worker.dispatchFetch('http://worker/')).text(), '287082');
});

const script = example('js').replaceAll(/querySelector\('[\w-]+'\)/g, '$&!');

const jsx = (/** @type {string} */ value) => `
import { useRef } from 'react';
import type {} from '@virtual-mfa/toolkit/react';
import type { MfaQR } from '@virtual-mfa/toolkit/elements';
export default function Enrol({ uri }: { uri?: string }) {
  const qr = useRef<MfaQR>(null);
  return <p>
    <mfa-qr ref={qr} uri={${value}} label="QR code" class="a" className="b" />
    <mfa-code seed="A" uri={uri} />
  </p>;
}`;

/**
 * What the README's component needs in TypeScript: the types of what it is
 * given.
 */
const component = example('jsx')
  .replace("'use client';", "import type {} from '@virtual-mfa/toolkit/react';")
  .replace('{ seed })', '{ seed }: { seed: string })')
  .replace('qr = useRef(', "qr = useRef<HTMLElementTagNameMap['mfa-qr']>(")
  .replace('code = useRef(', "code = useRef<HTMLElementTagNameMap['mfa-code']>(")
  .replace('codeElement.seed', 'codeElement!.seed')
  .replace('qrElement.uri', 'qrElement!.uri');

const sources = {
  'main.ts': script,
  'events.ts': `${script}
    document.querySelector('mfa-qr')!.addEventListener('mfa-error', (event) => {
      const kind: string = event.detail.kind;
      const error: Error | undefined = document.querySelector('mfa-code')!.error;
    });`,
  'Enrol.tsx': component,
  'Props.tsx': jsx('uri'),
  'WrongProps.tsx': jsx('42'),
  'wrong.ts': script.replace('.seed = seed', '.seed = 42'),
};

const installed18 = installLocked('test/apps/react-18');
const types18 = { '@types/react': join(installed18, '@types/react') };
const types19 = fromWeb('@types/react');

/** @type {[module: string, resolution: string, react: string, types: Record<string, string>][]} */
const environments = [
  ['esnext', 'bundler', 'React 19', types19],
  ['nodenext', 'nodenext', 'React 19', types19],
  ['node16', 'node16', 'React 19', types19],
  ['esnext', 'bundler', 'React 18', types18],
];

for (const [module, resolution, react, types] of environments) {
  test(`the README's code is typed, with moduleResolution ${resolution} and ${react}`, () => {
    const app = makeApp(toolkit, `types-${resolution}-${react}`, sources, types);
    const options = ['--module', module, '--moduleResolution', resolution, '--jsx', 'react-jsx'];
    const strict = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom'];
    const tsc = join(fromWeb('typescript-5')['typescript-5'], 'bin/tsc');
    const all = [tsc, ...options, ...strict, ...Object.keys(sources)];
    const said = spawnSync('node', all, { cwd: app }).stdout.toString();
    const errors = said.match(/^[\w.]+\(\d+,\d+\): error \w+/gm)?.map((error) => error.split('('));
    assert.deepEqual(
      errors?.map(([file, rest]) => `${file}: ${rest.split(' ').at(-1)}`).sort(),
      ['WrongProps.tsx: TS2322', 'wrong.ts: TS2322'],
      said,
    );
  });
}

test('every file that the package names is in it', () => {
  const manifest = JSON.parse(run('cat', [join(toolkit.installed, 'package.json')], '/'));
  const paths = JSON.stringify(manifest.exports).match(/"\.\/(toolkit|types)\/[^"]+"/g) ?? [];
  assert.ok(paths.length >= 15);
  for (const path of paths) assert.ok(toolkit.packed.includes(JSON.parse(path).slice(2)), path);
});
