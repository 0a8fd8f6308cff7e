/** @typedef {import('../toolkit/toolkit.js').Key} Key */

const notes = {
  issuer: 'The key names two different issuers; the more reliable one is shown.',
  text: 'A name in the key is not valid text; the unreadable characters are marked.',
  secret: 'The secret is longer than whole bytes; the rest was dropped, as apps do.',
};

/**
 * What is unusual about a key and does not change its code. Other warnings are
 * shown elsewhere: parameters in the list, a missing account in its field.
 *
 * @param {Key} key
 */
export const noteOn = ({ warnings = [] }) =>
  Object.entries(notes)
    .filter(([warning]) => warnings.some((found) => found === warning))
    .map(([, text]) => text)
    .join(' ');
