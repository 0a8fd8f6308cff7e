import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { Instance, text } from '../../../web/toolkit/instance.js';
import * as wasi from '../../../web/toolkit/wasi.js';

const module = new WebAssembly.Module(
  readFileSync(resolve(import.meta.dirname, '../build/edge.wasm')),
);
const isTinyGo = WebAssembly.Module.imports(module).length === 0;

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIAAAAAAAAAAAAAAAAA/20261123/us-east-1/iam/aws4_request, ' +
  `SignedHeaders=content-type;host;x-amz-date, Signature=${'0'.repeat(64)}`;
const form = 'application/x-www-form-urlencoded; charset=utf-8';
const ids = ['6f0c6e5e-0d4c-4c4e-9d5a-0f7c5d1b2a3c', '1b2a3c4d-0d4c-4c4e-8d5a-0f7c5d1b2a3c'];
const listUsers = 'Action=ListUsers&Version=2010-05-08';

/** The arguments of an export of main.go. */
function call({
  method = 'POST',
  path = '/',
  query = '',
  body = listUsers,
  cut = '',
  headers = {},
  origin = 'https://origin.example',
} = {}) {
  const all = { authorization, 'content-type': form, ...headers };
  return [
    ...ids,
    '2026-11-23T12:00:00Z',
    origin,
    'secret',
    '192.0.2.1',
    method,
    'host',
    path,
    query,
    new TextEncoder().encode(body),
    cut,
    ...Object.entries(all).flat(),
  ];
}

const json = { 'content-type': 'application/json' };
/**
 * An export, its arguments, and the URL or the code of the error that its
 * answer has.
 */
const calls = {
  forwarded: ['read', call(), 'https://origin.example/ListUsers'],
  'forwarded JSON': [
    'read',
    call({ path: '/GetUser', headers: json, body: '{}' }),
    'https://origin.example/GetUser',
  ],
  'forwarded, with many headers': [
    'read',
    call({ headers: manyHeaders(120) }),
    'https://origin.example/ListUsers',
  ],
  'an unknown action': [
    'read',
    call({ body: 'Action=DeleteEverything&Version=2010-05-08' }),
    'InvalidAction',
  ],
  'another version': [
    'read',
    call({ body: 'Action=ListUsers&Version=2011-06-15' }),
    'InvalidAction',
  ],
  'no action': ['read', call({ body: 'Version=2010-05-08' }), 'MissingAction'],
  'an action twice': ['read', call({ body: `${listUsers}&Action=DeleteUser` }), 'MalformedInput'],
  'a malformed form': ['read', call({ body: `${listUsers}&%zz=\u00e9` }), 'MalformedInput'],
  'a GET': ['read', call({ method: 'GET' }), 'MethodNotAllowed'],
  'no signature': ['read', call({ headers: { authorization: '' } }), 'MissingAuthenticationToken'],
  'a password': ['read', call({ headers: { authorization: 'Basic YTpi' } }), 'IncompleteSignature'],
  'an unknown route': ['read', call({ path: '/Nothing', headers: json }), 'InvalidAction'],
  'another media type': ['read', call({ headers: json }), 'UnsupportedMediaType'],
  'a query string': ['read', call({ query: 'Action=ListUsers' }), 'MalformedInput'],
  'a body too large': ['read', call({ body: 'x'.repeat(65_537) }), 'RequestEntityTooLarge'],
  'a body cut short': ['read', call({ cut: 'cut' }), 'MalformedInput'],
  'too many headers': ['read', call({ headers: manyHeaders(130) }), 'MalformedInput'],
  'an origin without TLS': [
    'read',
    call({ origin: 'http://origin.example' }),
    'ServiceUnavailable',
  ],
  throttled: ['throttled', call(), 'Throttling'],
  unavailable: ['unavailable', call({ path: '/GetUser', headers: json }), 'ServiceUnavailable'],
};

function manyHeaders(n) {
  return Object.fromEntries(Array.from({ length: n }, (_, i) => [`x-${i}`, 'value']));
}

const start = () => new Instance(module, 512 * 1024, isTinyGo ? undefined : wasi);

/**
 * An answer; maps have no order, so neither have the headers of a refusal,
 * which follow the line of the log.
 */
function answer(instance, [name, fields]) {
  const [failed, results] = instance.call(name, fields);
  const [first, second, ...headers] = results.map(text);
  const line = failed ? [headers.shift()] : [];
  const pairs = Array.from(
    { length: headers.length / 2 },
    (_, i) => `${headers[2 * i]}: ${headers[2 * i + 1]}`,
  );
  return [failed, first, second, ...line, ...pairs.sort()];
}

for (const [name, request] of Object.entries(calls))
  test(`${name}: ${request[2]}`, () => {
    const [failed, first, second, line] = answer(start(), request);
    assert.equal(failed ? JSON.parse(line).event.errorCode : first, request[2]);
    if (failed) assert.ok(second.includes(request[2]), second);
  });

test('one instance answers every three requests in turn as a new instance would', () => {
  const names = Object.keys(calls);
  const expected = names.map((name) => answer(start(), calls[name]));
  const instance = start();
  for (const a of names.keys()) {
    for (const b of names.keys()) {
      for (const c of names.keys()) {
        for (const which of [a, b, c]) {
          const context = `${names[which]}, in ${[a, b, c].map((i) => names[i]).join('; ')}`;
          assert.deepEqual(answer(instance, calls[names[which]]), expected[which], context);
        }
      }
    }
  }
});

const sameMemory = 'the memory is after each request what it was after the first, but for its size';
if (isTinyGo)
  test(sameMemory, () => {
    const { Instance: Original } = WebAssembly;
    let memory;
    WebAssembly.Instance = class extends Original {
      constructor(...given) {
        super(...given);
        memory = this.exports.memory;
      }
    };
    const instance = start();
    WebAssembly.Instance = Original;
    let before;
    for (const name of [...Object.keys(calls), ...Object.keys(calls)]) {
      answer(instance, calls[name]);
      const after = Buffer.from(memory.buffer.slice(0));
      // Comparing whole buffers is fast, counting bytes is slow.
      if (before && !before.equals(after.subarray(0, before.length))) {
        // Where the heap ends is one variable of four bytes.
        const most = after.length > before.length ? 4 : 0;
        const changed = before.reduce((sum, byte, at) => sum + Number(byte !== after[at]), 0);
        assert.ok(changed <= most, `after ${name}, ${changed} bytes had changed`);
      }
      before = after;
    }
  });
