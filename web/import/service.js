/**
 * @typedef {import('./tokens.js').Tokens} Tokens
 * @typedef {import('./tokens.js').Result} Result
 * @typedef {import('./tokens.js').Credentials} Credentials
 */

/** A refusal of the service, or with the code `Unreachable` none at all. */
export class Refusal extends Error {
  /** @param {string} code @param {string} message AWS's */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * The codes of AWS for what API Gateway answers on its own, without a code.
 *
 * @type {Record<number, string>}
 */
const codes = { 404: 'InvalidAction', 413: 'RequestEntityTooLarge', 429: 'Throttling' };

/** A member of an answer, if it is a text. @param {unknown} value */
const textIn = (value) => (typeof value === 'string' ? value : '');

/**
 * Sends the requests of an import from where it stands, one after the other. A
 * request that fails ends it; called again, it begins with that request.
 *
 * @param {Tokens} tokens @param {Credentials} credentials
 * @param {(results: Result[]) => void} report
 */
export async function send(tokens, credentials, report) {
  const url = new URL('../ImportMFADevices', document.baseURI);
  for (;;) {
    const request = tokens.request(credentials, url);
    if (!request) return;
    const answers = request.body.length ? await call(url, request) : [];
    report(tokens.report(answers));
  }
}

/**
 * @param {URL} url
 * @param {{ body: Uint8Array, headers: string[][] }} request
 * @returns {Promise<Result[]>}
 */
async function call(url, { body, headers }) {
  let response;
  let answer;
  try {
    const sending = fetch(url, {
      method: 'POST',
      headers: /** @type {[string, string][]} */ (headers),
      body: /** @type {Uint8Array<ArrayBuffer>} */ (body),
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    body.fill(0); // fetch has its own copy
    response = await sending;
    answer = await response.json().catch(() => undefined);
  } catch {
    throw new Refusal('Unreachable', '');
  }
  if (!response.ok) {
    const code = textIn(answer?.Code) || codes[response.status] || 'Unreachable';
    throw new Refusal(code, textIn(answer?.Message));
  }
  if (!Array.isArray(answer?.Results)) throw new Refusal('Unreachable', '');
  return answer.Results.map((/** @type {Record<string, unknown> | undefined} */ result) => ({
    number: 0,
    serial: textIn(result?.SerialNumber),
    status: textIn(result?.Status),
    message: textIn(result?.Message),
  }));
}
