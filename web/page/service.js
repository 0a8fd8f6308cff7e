/** A refusal of the service, or with the code `Unreachable` none at all. */
export class Refusal extends Error {
  /**
   * @param {string} code AWS's @param {string} message
   * @param {number} [status] of HTTP
   */
  constructor(code, message, status = 0) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A member of an answer, if it is a text. @param {unknown} value */
export const textIn = (value) => (typeof value === 'string' ? value : '');

/**
 * Calls an operation of the service that the page came from. It has copied the
 * body when it returns its promise. A refusal is thrown.
 *
 * @param {string} operation @param {HeadersInit} headers @param {BodyInit} body
 * @returns {Promise<any>} the answer
 */
export async function post(operation, headers, body) {
  let response;
  let answer;
  try {
    response = await fetch(new URL(`../${operation}`, document.baseURI), {
      method: 'POST',
      headers,
      body,
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    answer = await response.json();
  } catch {
    throw new Refusal('Unreachable', '', response?.status);
  }
  if (response.ok && answer) return answer;
  const code = textIn(answer?.Code) || 'Unreachable';
  throw new Refusal(code, textIn(answer?.Message), response.status);
}
