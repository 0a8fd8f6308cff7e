import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { load, ToolkitError } from '@virtual-mfa/toolkit';
import binaryen from 'binaryen';
import { builds, rfcSeed } from './builds.js';

const { tinygo } = builds;
const integrity = `sha384-${createHash('sha384').update(tinygo).digest('base64')}`;

/** @type {string[]} */
const requests = [];
let broken = true;
const server = createServer((request, response) => {
  const path = request.url ?? '';
  requests.push(path);
  const answer = {
    '/right.wasm': [200, 'application/wasm', tinygo],
    '/wrong-type.wasm': [200, 'text/plain', tinygo],
    '/truncated.wasm': [200, 'application/wasm', tinygo.subarray(0, 10_000)],
    '/page.wasm': [200, 'text/html', '<!doctype html>'],
    '/recovers.wasm': [broken ? 503 : 200, 'application/wasm', tinygo],
  }[path] ?? [404, 'text/plain', ''];
  response.writeHead(Number(answer[0]), { 'content-type': String(answer[1]) }).end(answer[2]);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
after(() => server.close());

/** @param {string} path */
const at = (path) => new URL(path, `http://127.0.0.1:${port}`);

/** @param {import('@virtual-mfa/toolkit').ToolkitError['kind']} kind */
const fails = (kind) => (/** @type {unknown} */ error) =>
  error instanceof ToolkitError && error.kind === kind && /^[A-Z].*\.$/.test(error.message);

test('the default is the module beside the script', async () => {
  assert.equal((await load()).code(rfcSeed, 59_000), '287082');
});

test('a module comes from a URL, a string, a response, bytes or a compiled module', async () => {
  const sources = [
    at('/right.wasm'),
    at('/right.wasm').href,
    await fetch(at('/right.wasm')),
    tinygo,
    tinygo.buffer.slice(tinygo.byteOffset, tinygo.byteOffset + tinygo.length),
    new WebAssembly.Module(tinygo),
  ];
  for (const wasm of sources) assert.equal((await load({ wasm })).code(rfcSeed, 59_000), '287082');
});

test('a module served with the wrong type still loads', async () => {
  assert.equal((await load({ wasm: at('/wrong-type.wasm') })).code(rfcSeed, 59_000), '287082');
});

test('two loads at once share one request, and dispose of one leaves the other', async () => {
  const before = requests.length;
  const [one, two] = await Promise.all(
    [load({ wasm: at('/right.wasm?shared') }), load({ wasm: at('/right.wasm?shared') })].map((p) =>
      p.catch((e) => e),
    ),
  );
  assert.ok(fails('load')(one) && fails('load')(two)); // the path with a query is none of the server's
  assert.equal(requests.length, before + 1);
  const [a, b] = await Promise.all([
    load({ wasm: at('/right.wasm'), integrity }),
    load({ wasm: at('/right.wasm'), integrity }),
  ]);
  assert.equal(requests.length, before + 2);
  a.dispose();
  assert.equal(b.code(rfcSeed, 59_000), '287082');
});

test('what does not arrive whole is an error of its own kind', async () => {
  await assert.rejects(load({ wasm: at('/missing.wasm') }), fails('load'));
  await assert.rejects(load({ wasm: 'http://127.0.0.1:1/closed.wasm' }), fails('load'));
  await assert.rejects(load({ wasm: new URL('file:///no/such.wasm') }), fails('load'));
  await assert.rejects(load({ wasm: at('/truncated.wasm') }), fails('module'));
  await assert.rejects(load({ wasm: at('/page.wasm') }), fails('module'));
  await assert.rejects(load({ wasm: new Uint8Array() }), fails('module'));
  await assert.rejects(
    load({ wasm: new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])) }),
    fails('module'),
  );
});

test('a failed load can be tried again', async () => {
  await assert.rejects(load({ wasm: at('/recovers.wasm') }), fails('load'));
  broken = false;
  assert.equal((await load({ wasm: at('/recovers.wasm') })).code(rfcSeed, 59_000), '287082');
});

test('integrity is checked for whatever brings bytes', async () => {
  const wrong = `sha384-${'A'.repeat(64)}`;
  for (const wasm of [at('/right.wasm'), tinygo]) {
    assert.equal((await load({ wasm, integrity })).code(rfcSeed, 59_000), '287082');
    await assert.rejects(load({ wasm, integrity: wrong }), fails('integrity'));
    await assert.rejects(load({ wasm, integrity: 'sha256-short' }), fails('integrity'));
  }
  assert.equal((await import('@virtual-mfa/toolkit/integrity')).integrity, integrity);
});

test('nothing is fetched after loading', async () => {
  const otp = await load({ wasm: at('/right.wasm') });
  const before = requests.length;
  otp.svg(otp.uri({ account: 'alice', seed: rfcSeed }));
  otp.diagnose(rfcSeed, ...otp.pair(rfcSeed));
  assert.equal(requests.length, before);
});

test('no global name appears', async () => {
  const before = Object.getOwnPropertyNames(globalThis);
  for (const wasm of Object.values(builds)) (await load({ wasm })).symbol('x');
  assert.deepEqual(Object.getOwnPropertyNames(globalThis), before);
});

test('after dispose every call is refused', async () => {
  const otp = await load({ wasm: tinygo });
  otp.dispose();
  otp.dispose();
  for (const call of [() => otp.code(rfcSeed), () => otp.left(), () => otp.symbol('x')])
    assert.throws(call, fails('disposed'));
  await assert.rejects(otp.png('x'), fails('disposed'));
});

test('a module that traps is replaced for the next call', async () => {
  const otp = await load({ wasm: binaryen.parseText(trapsOnce).emitBinary() });
  assert.equal(otp.code('', 1), '1');
  assert.throws(() => otp.code('', 0), fails('crashed'));
  assert.equal(otp.code('', 1), '1');
});

// Has the toolkit's exports. Its code is the number of calls to this instance,
// and the time 0 makes it trap.
const trapsOnce = `(module
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (func (export "_initialize"))
  (func (export "wipe"))
  (func (export "input") (param i32) (result i32) (i32.const 64))
  (func (export "output") (result i32) (i32.const 0))
  (func (export "code") (param f64) (result i32)
    (if (f64.eq (local.get 0) (f64.const 0)) (then (unreachable)))
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (i32.store (i32.const 0) (i32.const 1))
    (i32.store8 (i32.const 4) (i32.add (i32.const 48) (global.get $calls)))
    (i32.const 5)))`;
