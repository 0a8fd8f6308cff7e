import { fill } from '../page/steps.js';

/** @typedef {Record<string, string>} Texts */

// Steps that a pair may be off and is taken all the same, by the stricter
// profile of the service.
const tolerated = 20;

/**
 * Why two codes were refused, in a sentence. Codes that fitted when they were
 * entered, and not any more when they were sent, were sent too late.
 *
 * @param {Texts} texts
 * @param {import('../toolkit/toolkit.js').Toolkit | undefined} otp
 * @param {string} seed
 * @param {{ older: string, newer: string, entered: number, sent: number }} codes
 */
export function explain(texts, otp, seed, { older, newer, entered, sent }) {
  if (!otp || !seed) return texts.refused;
  const now = otp.diagnose(seed, older, newer, sent);
  const then = otp.diagnose(seed, older, newer, entered);
  switch (now.finding) {
    case 'in-step':
      return texts.superseded;
    case 'out-of-step':
      if (Math.abs(now.steps) <= tolerated) return texts.superseded;
      if (now.steps < 0 && Math.abs(then.steps) <= 1) return texts.late;
      return fill(now.steps > 0 ? texts.fast : texts.slow, { span: span(texts, now.ahead) });
    case 'same-code':
      return texts.sameCode;
    case 'wrong-order':
      return texts.wrongOrder;
    case 'not-consecutive':
      return texts.notConsecutive;
    case 'one-wrong':
      return texts.oneWrong;
    default:
      return texts.noneRight;
  }
}

/** @param {Texts} texts @param {[least: number, most: number]} ahead milliseconds */
function span(texts, [least, most]) {
  const seconds = Math.round(Math.abs(least + most) / 2000);
  if (seconds < 120) return fill(texts.seconds, { n: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return fill(texts.minutes, { n: minutes });
  const rest = minutes % 60;
  const text = rest ? texts.hoursAndMinutes : texts.hours;
  return fill(text, { n: Math.floor(minutes / 60), m: rest });
}
