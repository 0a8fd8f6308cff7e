// The Worker: receives requests, fetches answers, and asks the Go module what
// becomes of a request (main.go).

import { Instance, text } from '../../web/toolkit/instance.js';
import * as wasi from '../../web/toolkit/wasi.js';
import module from './build/edge.wasm';

const maxBody = 64 * 1024; // wire.MaxBody
// The longest arguments of a call: the body and the 128 KiB of headers that
// Workers take, at up to four bytes a character.
const longest = 512 * 1024;
// Milliseconds; longer than a function may take (template.yaml), so that its
// answer wins.
const originTime = 6000;

// Standard Go's build needs a host, and one that cleans up after it; TinyGo's
// does both itself.
const host = WebAssembly.Module.exports(module).some(({ name }) => name === 'settle')
  ? wasi
  : undefined;

/** @type {Instance | undefined} */
let core; // made by the first request: before it, Workers give no randomness

export default {
  /** @param {Request} request @param {Record<string, any>} env @returns {Promise<Response>} */
  async fetch(request, env) {
    const { pathname, search, host } = new URL(request.url);
    if (request.method === 'GET' && pathname === '/healthz') return new Response('ok\n');
    const { body, isCut } = await start(request.body);
    const address = request.headers.get('cf-connecting-ip') ?? '';
    const time = `${new Date().toISOString().slice(0, 19)}Z`;
    const call = [
      crypto.randomUUID(),
      crypto.randomUUID(),
      time,
      env.ORIGIN ?? '',
      env.EDGE_SECRET ?? '',
      address,
      request.method,
      host,
      pathname,
      search.slice(1),
      body,
      isCut ? 'cut' : '',
      ...[...request.headers].flat(),
    ];
    const { refusal, url, keyID, headers } = ask('read', call);
    if (refusal) return refusal;
    // A claimed key id is not proved, and a stranger who sends it must not use
    // up the limit of its owner: it is counted for each address apart.
    const admitted =
      (await within(env.LIMIT_BY_ADDRESS, address)) &&
      (await within(env.LIMIT_BY_ADDRESS_AND_KEY, `${address} ${keyID}`));
    if (!admitted) return ask('throttled', call).refusal;
    const signal = AbortSignal.timeout(originTime);
    try {
      return await whole(
        await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }),
      );
    } catch {
      return ask('unavailable', call).refusal;
    }
  },
};

/**
 * Reads no more of a body than shows that it is too long. One that the client
 * breaks off makes the stream fail.
 * @param {ReadableStream<Uint8Array> | null} stream
 */
async function start(stream) {
  const chunks = [];
  let length = 0;
  let isCut = false;
  try {
    for await (const chunk of stream ?? []) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBody) break;
    }
  } catch {
    isCut = true;
  }
  const body = new Uint8Array(await new Blob(chunks).slice(0, maxBody + 1).arrayBuffer());
  return { body, isCut };
}

/**
 * Asks the module, and once more a new instance if it trapped: what an earlier
 * request left in an instance must not fail a later one. A refusal is logged.
 * @param {string} name an export of main.go
 * @param {(string | Uint8Array)[]} call
 */
function ask(name, call) {
  for (let tries = 0; tries < 2; tries++) {
    try {
      core ??= new Instance(module, longest, host);
      const [failed, [first, second, ...fields]] = core.call(name, call);
      if (failed) {
        const [line, ...names] = fields.map(text);
        console.log(line);
        return {
          refusal: new Response(second, { status: Number(text(first)), headers: headersOf(names) }),
        };
      }
      return { url: text(first), keyID: text(second), headers: headersOf(fields.map(text)) };
    } catch {
      core = undefined; // a module that trapped has broken invariants
    }
  }
  console.log(crashed(call));
  return { refusal: new Response(null, { status: 500 }) };
}

/**
 * The audit record of a request that the module cannot read: it says nothing of
 * the request.
 * @param {(string | Uint8Array)[]} call
 */
function crashed([requestID, eventID, eventTime]) {
  const event = {
    eventVersion: '1.11',
    userIdentity: { type: 'Unknown' },
    eventTime,
    eventSource: 'iam.amazonaws.com',
    eventName: 'Unknown',
    awsRegion: 'us-east-1',
    errorCode: 'ServiceFailure',
    requestParameters: null,
    responseElements: null,
    requestID,
    eventID,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    eventCategory: 'Management',
  };
  return JSON.stringify({ msg: 'audit', event });
}

/** @param {string[]} fields names and values, in turn */
function headersOf(fields) {
  const headers = new Headers();
  for (let i = 0; i < fields.length; i += 2) headers.append(fields[i], fields[i + 1]);
  return headers;
}

/**
 * Whether a rate limit of wrangler.jsonc admits one more request. A missing or
 * failing limiter admits all requests.
 * @param {any} limit
 * @param {string} key
 */
async function within(limit, key) {
  if (!limit || !key) return true;
  try {
    return (await limit.limit({ key })).success;
  } catch {
    return true;
  }
}

/**
 * The origin's answer once it is whole: a truncated one counts as a failure.
 * The runtime has undone its encoding.
 * @param {Response} answer
 */
async function whole(answer) {
  const body = await answer.arrayBuffer();
  const headers = new Headers(answer.headers);
  const ofConnection = [
    'content-encoding',
    'content-length',
    'transfer-encoding',
    'connection',
    'keep-alive',
  ];
  for (const name of ofConnection) headers.delete(name);
  const { status, statusText } = answer;
  return new Response(body.byteLength ? body : null, { status, statusText, headers });
}
