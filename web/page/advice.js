/** @typedef {import('../toolkit/toolkit.js').Diagnosis} Diagnosis */

const automatic = 'Turn on automatic date and time in the phone’s settings, then try again.';

/**
 * What a diagnosis means, and what to do about it.
 *
 * @param {Diagnosis} diagnosis
 * @returns {[meaning: string, advice: string]}
 */
export function explain({ finding, ahead }) {
  switch (finding) {
    case 'in-step':
      return [
        'Nothing is wrong: the phone’s clock is right, and both codes belong to this key.',
        'If they were refused all the same, they had been used before, or the other side has ' +
          'another key or a wrong clock.',
      ];
    case 'out-of-step':
      return [`The phone’s clock is ${skew(ahead)}.`, automatic];
    case 'same-code':
      return ['The same code was entered twice.', 'Wait until the phone shows the next one.'];
    case 'wrong-order':
      return [
        'The codes are in the wrong order.',
        'The one that the phone showed first goes first.',
      ];
    case 'not-consecutive':
      return [
        'Both codes belong to this key, but not one directly after the other.',
        'Enter two that follow each other, without leaving one out.',
      ];
    case 'one-wrong':
      return [
        'Only one of the codes belongs to this key.',
        'Check both for a mistyped digit, and that they come from the same entry in the app.',
      ];
    case 'none-right':
      return [
        'Neither code belongs to this key.',
        'Most likely the app shows another entry, or another QR code was scanned. A clock that ' +
          'is more than a day off looks the same.',
      ];
  }
}

/** @param {[least: number, most: number]} ahead milliseconds */
function skew([least, most]) {
  return most > 0 ? `${span(least, most)} fast` : `${span(-most, -least)} slow`;
}

/** @param {number} least @param {number} most milliseconds */
function span(least, most) {
  const seconds = Math.round(least / 1000);
  if (seconds < 600) return `${seconds} to ${Math.round(most / 1000)} seconds`;
  const minutes = Math.round((least + most) / 120_000);
  return minutes < 120
    ? `about ${minutes} minutes`
    : `about ${Math.floor(minutes / 60)} hours and ${minutes % 60} minutes`;
}
