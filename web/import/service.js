import { post, Refusal, textIn } from '../page/service.js';

/**
 * @typedef {import('./tokens.js').Tokens} Tokens
 * @typedef {import('./tokens.js').Result} Result
 * @typedef {import('./tokens.js').Credentials} Credentials
 */

const operation = 'ImportMFADevices';

/**
 * Sends the requests of an import from where it stands, one after the other. A
 * request that fails ends it; called again, it begins with that request.
 *
 * @param {Tokens} tokens @param {Credentials} credentials
 * @param {(results: Result[]) => void} report
 */
export async function send(tokens, credentials, report) {
  const url = new URL(`../${operation}`, document.baseURI);
  for (;;) {
    const request = tokens.request(credentials, url);
    if (!request) return;
    const answers = request.body.length ? await call(request) : [];
    report(tokens.report(answers));
  }
}

/**
 * @param {{ body: Uint8Array, headers: string[][] }} request
 * @returns {Promise<Result[]>}
 */
async function call({ body, headers }) {
  const sending = post(
    operation,
    /** @type {[string, string][]} */ (headers),
    /** @type {Uint8Array<ArrayBuffer>} */ (body),
  );
  body.fill(0); // it has seeds
  const { Results } = await sending;
  if (!Array.isArray(Results)) throw new Refusal('Unreachable', '');
  return Results.map((/** @type {Record<string, unknown> | undefined} */ result) => ({
    number: 0,
    serial: textIn(result?.SerialNumber),
    status: textIn(result?.Status),
    message: textIn(result?.Message),
  }));
}
