// What a contender's page runs. The driver, bench.js, reads the results from
// window.bench.
import { start } from 'contender';

const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
/** @param {number} i */
const uri = (i) =>
  `otpauth://totp/Amazon%20Web%20Services:phone${i}@123456789012?secret=${seed}&issuer=Amazon%20Web%20Services`;

/**
 * Calls per second over at least so many milliseconds.
 *
 * @param {(i: number) => unknown} call
 * @param {number} least
 */
async function rateOver(call, least) {
  const begin = performance.now();
  let calls = 0;
  for (let elapsed = 0; elapsed < least; elapsed = performance.now() - begin) {
    for (let i = 0; i < 20; i++) await call(calls++);
  }
  return (calls / (performance.now() - begin)) * 1000;
}

/**
 * Calls per second once the browser has compiled what is called often.
 *
 * @param {(i: number) => unknown} call
 */
async function rate(call) {
  await rateOver(call, 500);
  return rateOver(call, 500);
}

const otp = await start();
document.body.innerHTML = await otp.svg(uri(0));
const first = await otp.code(seed, 59_000);

Object.assign(window, {
  bench: {
    first, // the same for everyone, or the figures mean nothing
    untilFirst: performance.now(), // since the navigation began
    codes: () => rate((i) => otp.code(seed, i * 30_000)),
    symbols: () => rate((i) => otp.svg(uri(i))),
    moduleMemory: () => otp.moduleMemory?.() ?? 0,
    tenThousand: async () => {
      for (let i = 0; i < 10_000; i++) await otp.svg(uri(i));
    },
  },
});
