/**
 * A refusal of the service, or with the code `Unreachable` none at all.
 */
export class Refusal extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * Calls the service as the holder of a ticket. The ticket is sent in a header
 * and nowhere else.
 *
 * @param {string} ticket
 */
export function connect(ticket) {
  return {
    state: () => call('GetEnrollmentTicket', {}),
    create: () => call('CreateVirtualMFADevice', {}),
    /** @param {string} older @param {string} newer */
    enable: (older, newer) =>
      call('EnableMFADevice', { AuthenticationCode1: older, AuthenticationCode2: newer }),
  };

  /** @param {string} operation @param {Record<string, string>} members */
  async function call(operation, members) {
    let response;
    let answer;
    try {
      response = await fetch(new URL(`../${operation}`, document.baseURI), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ticket}` },
        body: JSON.stringify(members),
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
      });
      answer = await response.json();
    } catch {
      throw new Refusal('Unreachable', '');
    }
    if (!response.ok) throw new Refusal(answer.Code ?? 'Unreachable', answer.Message ?? '');
    return answer;
  }
}
