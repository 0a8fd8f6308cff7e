import { post } from '../page/service.js';

/**
 * Calls the service as the holder of a ticket. The ticket is sent in a header
 * and nowhere else.
 *
 * @param {string} ticket
 */
export function connect(ticket) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${ticket}` };
  /** @param {string} operation @param {Record<string, string>} members */
  const call = (operation, members) => post(operation, headers, JSON.stringify(members));
  return {
    state: () => call('GetEnrollmentTicket', {}),
    create: () => call('CreateVirtualMFADevice', {}),
    /** @param {string} older @param {string} newer */
    enable: (older, newer) =>
      call('EnableMFADevice', { AuthenticationCode1: older, AuthenticationCode2: newer }),
  };
}
