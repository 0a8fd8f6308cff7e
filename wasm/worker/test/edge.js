import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from '../../../web/test/until.js';
import { startOrigin, startWorker } from './workerd.js';

const form = 'application/x-www-form-urlencoded; charset=utf-8';
const listUsers = 'Action=ListUsers&Version=2010-05-08';
const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIAAAAAAAAAAAAAAAAA/20261123/us-east-1/iam/aws4_request, ' +
  `SignedHeaders=content-type;host;x-amz-date, Signature=${'0'.repeat(64)}`;

/** The tests of the edge that need no real client, for one of the Workers that there are. @param {string} which */
export function testEdge(which) {
  let origin, worker, reply;
  before(async () => {
    origin = await startOrigin((call, response) => reply(call, response));
    worker = await startWorker(
      { ORIGIN: origin.url, EDGE_SECRET: 'shared by the two' },
      { ratelimits: undefined },
      which,
    );
  });
  after(async () => {
    await worker?.stop();
    await origin?.stop();
  });

  /** Sends bytes and headers as they are, which fetch would not. */
  function send(path, { method = 'POST', headers = {}, body = '', to = worker } = {}) {
    return new Promise((answered, failed) => {
      const sent = request(
        to.url + path,
        { method, agent: false, headers: { authorization, 'content-type': form, ...headers } },
        async (response) => {
          const chunks = [];
          for await (const chunk of response) chunks.push(chunk);
          answered({
            status: response.statusCode,
            headers: response.headers,
            raw: response.rawHeaders,
            body: Buffer.concat(chunks),
          });
        },
      );
      sent.on('error', failed);
      for (const piece of [body].flat()) sent.write(piece);
      sent.end();
    });
  }

  /**
   * Sends half a body and ends, but reads on. Resolves to what is answered,
   * with its head.
   */
  function sendHalf(path, type, framing, half, to) {
    return new Promise((answered, failed) => {
      const { hostname, port, host } = new URL(to.url);
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      const chunks = [];
      socket
        .on('data', (chunk) => chunks.push(chunk))
        .on('error', failed)
        .on('end', () => answered(String(Buffer.concat(chunks))));
      const head = [
        `POST ${path} HTTP/1.1`,
        `Host: ${host}`,
        `Authorization: ${authorization}`,
        `Content-Type: ${type}`,
        framing,
        'Connection: close',
      ];
      socket.end(`${head.join('\r\n')}\r\n\r\n${half}`);
    });
  }

  function calls() {
    return origin.calls.splice(0);
  }

  test("a form goes to its action's route, byte for byte, with what was signed", async () => {
    reply = (_, response) => response.end('answered');
    const body = `Version=2010-05-08&&Action=%4cistUsers&PathPrefix=/a+b%2f`;
    const headers = {
      'x-amz-date': '20261123T120000Z',
      'x-amz-security-token': 'a/b+c==',
      'amz-sdk-request': 'attempt=1; max=3',
      'amz-sdk-invocation-id': 'id',
      cookie: 'a=b',
      'x-forwarded-host': 'elsewhere.example',
      'x-edge-secret': 'guessed',
      'x-edge-client-address': '203.0.113.9',
      'cf-connecting-ip': '192.0.2.1',
    };
    assert.equal(String((await send('/', { headers, body })).body), 'answered');
    const [call, ...more] = calls();
    assert.equal(more.length, 0);
    assert.deepEqual([call.method, call.path, String(call.body)], ['POST', '/ListUsers', body]);
    const added = [
      'cookie',
      'x-forwarded-host',
      'x-edge-secret',
      'x-edge-client-address',
      'cf-connecting-ip',
    ];
    const want = Object.fromEntries(
      Object.entries(headers).filter(([name]) => !added.includes(name)),
    );
    for (const [name, value] of Object.entries({
      ...want,
      authorization,
      'content-type': form,
      'content-length': String(body.length),
    })) {
      assert.equal(call.headers[name], value, name);
    }
    assert.equal(call.headers['x-forwarded-host'], new URL(worker.url).host);
    assert.equal(call.headers['x-edge-secret'], 'shared by the two');
    assert.equal(call.headers['x-edge-client-address'], '192.0.2.1');
    assert.equal(call.headers.cookie, undefined);
  });

  test('JSON goes to the route that it was sent to', async () => {
    reply = (_, response) => response.end('{}');
    assert.equal(
      (
        await send('/GetUser', {
          headers: { 'content-type': 'application/json' },
          body: '{"UserName":"bob"}',
        })
      ).status,
      200,
    );
    assert.deepEqual(
      calls().map((call) => [call.path, String(call.body)]),
      [['/GetUser', '{"UserName":"bob"}']],
    );
  });

  test('what real clients signed arrives as they signed it', async () => {
    reply = (_, response) => response.end();
    const recorded = JSON.parse(
      readFileSync(
        resolve(import.meta.dirname, '../../..', 'shared/endpoint/testdata/recorded.json'),
        'utf8',
      ),
    );
    for (const { Host: host, Header: sent, Body: body } of recorded) {
      const headers = Object.fromEntries(
        Object.entries(sent).map(([name, [value]]) => [name.toLowerCase(), value]),
      );
      const { status } = await send('/', { headers: { ...headers, host }, body });
      const [call, ...more] = calls();
      assert.deepEqual([status, more.length, String(call.body)], [200, 0, body]);
      assert.equal(call.path, `/${new URLSearchParams(body).get('Action')}`);
      assert.equal(call.headers['x-forwarded-host'], host);
      assert.equal(call.headers.authorization, headers.authorization);
      const [, signed] = /SignedHeaders=([^,]+)/.exec(headers.authorization);
      for (const name of signed.split(';').filter((name) => name !== 'host'))
        assert.equal(call.headers[name], headers[name], name);
    }
    assert.ok(recorded.length >= 60);
  });

  test('an answer comes back as it is: status, bytes, cookies, dates, request id', async () => {
    const cookies = ['a=1,2; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'];
    reply = (_, response) => {
      response.setHeader('set-cookie', cookies);
      response.setHeader('expires', 'Wed, 21 Oct 2026 07:28:00 GMT');
      response.setHeader('etag', '"a,b"');
      response.setHeader('x-amzn-requestid', 'its own');
      response.writeHeader(302, { location: '/elsewhere?a=1,2' });
      response.end(Buffer.from([0, 255, 10]));
    };
    const { status, headers, body } = await send('/', { body: listUsers });
    assert.deepEqual([status, [...body]], [302, [0, 255, 10]]);
    assert.deepEqual(headers['set-cookie'], cookies);
    assert.deepEqual(
      [headers.expires, headers.etag, headers.location, headers['x-amzn-requestid']],
      ['Wed, 21 Oct 2026 07:28:00 GMT', '"a,b"', '/elsewhere?a=1,2', 'its own'],
    );
    calls();
  });

  test('sixty-four requests at once get each its own answer', async () => {
    reply = (call, response) => setTimeout(() => response.end(call.body), 20);
    const bodies = Array.from({ length: 64 }, (_, i) => `${listUsers}&MaxItems=${i}`);
    const answers = await Promise.all(bodies.map((body) => send('/', { body })));
    assert.deepEqual(
      answers.map(({ status, body }) => [status, String(body)]),
      bodies.map((body) => [200, body]),
    );
    assert.equal(calls().length, 64);
  });

  const big = 'x'.repeat(65_536);
  const json = { 'content-type': 'application/json' };
  const nonsense = {
    'an unknown action': [
      '/',
      { body: 'Action=DeleteEverything&Version=2010-05-08' },
      400,
      'InvalidAction',
    ],
    'another version': ['/', { body: 'Action=ListUsers&Version=2011-06-15' }, 400, 'InvalidAction'],
    'the other service': [
      '/',
      { body: 'Action=GetCallerIdentity&Version=2011-06-15' },
      400,
      'InvalidAction',
    ],
    'no action': ['/', { body: 'Version=2010-05-08' }, 400, 'MissingAction'],
    'an action twice': ['/', { body: `${listUsers}&Action=DeleteUser` }, 400, 'MalformedInput'],
    'a form for another route': ['/GetUser', { body: listUsers }, 400, 'InvalidAction'],
    'a query string': ['/?Action=ListUsers', { body: listUsers }, 400, 'MalformedInput'],
    'no signature': [
      '/',
      { headers: { authorization: '' }, body: listUsers },
      403,
      'MissingAuthenticationToken',
    ],
    'a password': [
      '/',
      { headers: { authorization: 'Basic YTpi' }, body: listUsers },
      400,
      'IncompleteSignature',
    ],
    'an unknown route': ['/Nothing', { headers: json, body: '{}' }, 404, 'InvalidAction'],
    'another media type': ['/', { headers: json, body: '{}' }, 415, 'UnsupportedMediaType'],
    'a GET': ['/', { method: 'GET' }, 405, 'MethodNotAllowed'],
    'a body too large': [
      '/',
      { headers: { 'content-length': big.length + 1 }, body: [big, 'x'] },
      413,
      'RequestEntityTooLarge',
    ],
    'a body too large, in chunks': [
      '/',
      { body: [listUsers, '&x=', big] },
      413,
      'RequestEntityTooLarge',
    ],
    'JSON too large': [
      '/ListUsers',
      { headers: json, body: [big, 'x'] },
      413,
      'RequestEntityTooLarge',
    ],
  };
  for (const [what, [path, options, status, code]] of Object.entries(nonsense)) {
    test(`${what}: ${status} ${code}, and the origin hears nothing`, async () => {
      reply = (_, response) => response.end();
      const answer = await send(path, options);
      const text = String(answer.body);
      assert.equal(answer.status, status, text);
      const isJSON = answer.headers['content-type'] === 'application/json';
      assert.equal(isJSON ? JSON.parse(text).Code : /<Code>(.*)<\/Code>/.exec(text)?.[1], code);
      assert.ok(text.includes(answer.headers['x-amzn-requestid']));
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.equal(calls().length, 0);
    });
  }

  test('half a body is MalformedInput, leaves a record, and is not sent to the origin', async () => {
    reply = (_, response) => response.end();
    const log = [];
    const keep = (stream) => stream.on('data', (chunk) => log.push(chunk));
    const handleRuntimeStdio = (stdout, stderr) => [stdout, stderr].map(keep);
    const watched = await startWorker(
      { ORIGIN: origin.url },
      { handleRuntimeStdio, ratelimits: undefined },
      which,
    );
    try {
      const halves = [
        ['/', form, `Content-Length: ${listUsers.length + 1}`, listUsers],
        [
          '/',
          form,
          'Transfer-Encoding: chunked',
          `${listUsers.length.toString(16)}\r\n${listUsers}\r\n`,
        ],
        ['/ListUsers', 'application/json', 'Content-Length: 3', '{}'],
      ];
      for (const half of halves) {
        const answer = await sendHalf(...half, watched);
        assert.match(answer, /^HTTP\/1\.1 400 /);
        assert.match(
          answer,
          half[1] === form ? /<Code>MalformedInput</ : /"Code":"MalformedInput"/,
        );
      }
      const records = () =>
        String(Buffer.concat(log)).match(/"errorCode":"MalformedInput"/g)?.length ?? 0;
      await until(() => records() >= halves.length, 'every half request is in the log');
      assert.equal(records(), halves.length);
      assert.equal(calls().length, 0);
    } finally {
      await watched.stop();
    }
  });

  test('a chunked body is handed on whole', async () => {
    reply = (call, response) => response.end(call.body);
    const { body } = await send('/', { body: ['Action=List', 'Users&Version=', '2010-05-08'] });
    assert.equal(String(body), listUsers);
    calls();
  });

  const failures = {
    'an origin that hangs up': (socket) => socket.destroy(),
    'an origin that stops halfway': (socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
    'an origin that breaks off its chunk': (socket) =>
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf'),
    'an origin that speaks no HTTP': (socket) => socket.end('SSH-2.0-OpenSSH\r\n'),
    'an origin that says nothing': () => {},
  };
  for (const [what, fail] of Object.entries(failures)) {
    test(`${what} is ServiceUnavailable, in the protocol of the request`, async () => {
      const sockets = [];
      const server = createServer((socket) => {
        sockets.push(socket.on('error', () => {}));
        socket.once('data', () => fail(socket));
      });
      await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
      const broken = await startWorker(
        { ORIGIN: `http://127.0.0.1:${server.address().port}` },
        {},
        which,
      );
      try {
        const [query, json] = await Promise.all([
          send('/', { body: listUsers, to: broken }),
          send('/ListUsers', {
            headers: { 'content-type': 'application/json' },
            body: '{}',
            to: broken,
          }),
        ]);
        assert.deepEqual([query.status, json.status], [503, 503]);
        assert.match(
          String(query.body),
          /<Type>Receiver<\/Type>\s*<Code>ServiceUnavailable<\/Code>/,
        );
        assert.equal(JSON.parse(json.body).Code, 'ServiceUnavailable');
      } finally {
        await broken.stop();
        for (const socket of sockets) socket.destroy();
        server.close();
      }
    });
  }

  test('nothing is sent to an origin over an unencrypted connection', async () => {
    const open = await startWorker({ ORIGIN: 'http://api.example' }, {}, which);
    try {
      assert.equal((await send('/', { body: listUsers, to: open })).status, 503);
    } finally {
      await open.stop();
    }
  });

  test('an origin that is down is ServiceUnavailable', async () => {
    const gone = await startOrigin(() => {});
    await gone.stop();
    const alone = await startWorker({ ORIGIN: gone.url }, {}, which);
    try {
      assert.equal((await send('/', { body: listUsers, to: alone })).status, 503);
    } finally {
      await alone.stop();
    }
  });

  // The key that a request claims is unproven here: a flood that claims the
  // owner's must not throttle the owner.
  test('a flood is throttled at the edge by its address and key together', async () => {
    reply = (_, response) => response.end();
    const limit = { simple: { limit: 5, period: 60 } };
    const strict = await startWorker(
      { ORIGIN: origin.url },
      { ratelimits: { LIMIT_BY_ADDRESS_AND_KEY: limit } },
      which,
    );
    const sendFrom = (address, more = {}) =>
      send('/', {
        headers: { 'cf-connecting-ip': address, ...more },
        body: listUsers,
        to: strict,
      });
    try {
      const statuses = [];
      for (let i = 0; i < 8; i++) statuses.push((await sendFrom('192.0.2.1')).status);
      assert.equal(statuses.filter((status) => status === 400).length, 3, `${statuses}`);
      assert.match(String((await sendFrom('192.0.2.1')).body), /<Code>Throttling<\/Code>/);
      const otherKey = { authorization: authorization.replace('AKIAA', 'AKIAB') };
      assert.equal((await sendFrom('192.0.2.1', otherKey)).status, 200);
      assert.equal((await sendFrom('192.0.2.2')).status, 200);
      assert.equal(calls().length, 7);
    } finally {
      await strict.stop();
    }
  });

  test('each refusal of the edge, and nothing else, leaves one audit record', async () => {
    reply = (_, response) => response.writeHeader(403).end();
    const schema = JSON.parse(
      readFileSync(
        resolve(import.meta.dirname, '../../..', 'infra/docs/audit.schema.json'),
        'utf8',
      ),
    );
    const log = [];
    const keep = (stream) => stream.on('data', (chunk) => log.push(chunk));
    const gone = await startOrigin(() => {});
    await gone.stop();
    const limit = { simple: { limit: 3, period: 60 } };
    const overrides = { handleRuntimeStdio: (stdout, stderr) => [stdout, stderr].map(keep) };
    const limited = { ...overrides, ratelimits: { LIMIT_BY_ADDRESS: limit } };
    const watched = await startWorker(
      { ORIGIN: origin.url, EDGE_SECRET: 'shared by the two' },
      limited,
      which,
    );
    const alone = await startWorker(
      { ORIGIN: gone.url },
      { ...overrides, ratelimits: undefined },
      which,
    );
    const headers = {
      'cf-connecting-ip': '192.0.2.1',
      'x-amz-security-token': 'of/a/session',
      'user-agent': 'aws-cli/2',
    };
    const secrets = ['of/a/session', 'shared by the two', '918273', '0'.repeat(64)];
    const ids = [];
    const ask = async (to, body, status, more = {}) => {
      const answer = await send('/', { headers: { ...headers, ...more }, body, to });
      assert.equal(answer.status, status);
      ids.push(answer.headers['x-amzn-requestid']);
    };
    try {
      await ask(watched, 'Action=DeleteEverything&Version=2010-05-08&TokenCode=918273', 400);
      await ask(watched, listUsers, 403, { authorization: '' });
      await ask(alone, listUsers, 503);
      for (let i = 0; i < 3; i++)
        assert.equal((await send('/', { headers, body: listUsers, to: watched })).status, 403);
      await ask(watched, listUsers, 400);
      const lines = () =>
        String(Buffer.concat(log))
          .split('\n')
          .filter((line) => line.includes('"msg":"audit"'));
      await until(() => lines().length >= ids.length, 'every request is in the log');
      const events = lines().map((line) => JSON.parse(line.slice(line.indexOf('{'))).event);
      assert.deepEqual(events.map((event) => event.requestID).sort(), [...ids].sort());
      const codes = events.map((event) => event.errorCode).sort();
      assert.deepEqual(codes, [
        'InvalidAction',
        'MissingAuthenticationToken',
        'ServiceUnavailable',
        'Throttling',
      ]);
      for (const event of events) {
        for (const member of schema.required) assert.ok(member in event, member);
        for (const [member, value] of Object.entries(event)) {
          const { pattern, const: only } = schema.properties[member]; // throws for a member that is not there
          if (pattern) assert.match(value, new RegExp(pattern), member);
          if (only !== undefined) assert.equal(value, only, member);
        }
        assert.match(event.eventTime, new RegExp(schema.$defs.time.pattern));
        for (const id of [event.requestID, event.eventID])
          assert.match(id, new RegExp(schema.$defs.uuid.pattern));
        assert.equal(event.userIdentity.type, 'Unknown');
      }
      const all = String(Buffer.concat(log));
      for (const secret of secrets) assert.equal(all.includes(secret), false, secret);
    } finally {
      await watched.stop();
      await alone.stop();
      calls();
    }
  });

  test('an empty answer comes back at once', async () => {
    reply = (_, response) => response.end();
    assert.deepEqual([...(await send('/', { body: listUsers })).body], []);
    calls();
  });

  test('health needs no origin', async () => {
    assert.equal(String((await send('/healthz', { method: 'GET' })).body), 'ok\n');
    assert.equal(calls().length, 0);
  });
}
