import assert from 'node:assert/strict';

/**
 * How long a test waits for a program or a page, in milliseconds. It ends a
 * test that hangs, not one on a busy machine.
 */
export const patience = 600_000;

/**
 * Waits until something is true.
 *
 * @param {() => boolean} isTrue
 * @param {string} what for the error, in case it never is
 */
export async function until(isTrue, what) {
  for (const end = Date.now() + patience; !isTrue(); ) {
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
    await new Promise((later) => setTimeout(later, 50));
  }
}
