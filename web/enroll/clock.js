/**
 * The service's clock, by which codes are judged. The computer's own may be
 * wrong, or be set while the page is open.
 */
export class ServerClock {
  #offset = Date.now() - performance.now();

  /**
   * @param {string} time as the service sent it, in whole seconds
   * @param {number} asked when, by performance.now()
   */
  set(time, asked) {
    const middle = (asked + performance.now()) / 2;
    const now = Date.parse(time) + 500 - middle;
    // A second is all that the service says: what is closer than that stays.
    if (Math.abs(now - this.#offset) > 1000) this.#offset = now;
  }

  now() {
    return this.#offset + performance.now();
  }

  /** How many seconds the current code lasts. */
  left() {
    return 30 - Math.floor((this.now() / 1000) % 30);
  }
}
