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
export const noteOn = ({ warnings }) =>
  Object.entries(notes)
    .filter(([warning]) => warnings.some((found) => found === warning))
    .map(([, text]) => text)
    .join(' ');

/**
 * What one QR code of an export does not hold: other QR codes, and keys that
 * show no codes here.
 *
 * @param {import('../toolkit/toolkit.js').Migration['skipped']} skipped
 * @param {import('../toolkit/toolkit.js').Migration['batch']} batch
 */
export function noteOnExport(skipped, { index, size }) {
  const which = size > 1 ? [`This is QR code ${index + 1} of ${size} of an export.`] : [];
  const left = skipped.map(({ issuer, account, reason }) => {
    const name = [issuer, account].filter(Boolean).join(': ') || 'A key without a name';
    return `${name} is left out: ${reason}.`;
  });
  return [...which, ...left].join(' ');
}
