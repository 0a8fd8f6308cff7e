import { byId } from './dom.js';

/** @typedef {import('../toolkit/toolkit.js').Key} Key */

/** @type {HTMLSelectElement} */ const select = byId('chosen');

/**
 * Lets the user choose between several keys that came together.
 *
 * @param {(key: Key) => void} chosen
 */
export function startChoice(chosen) {
  /** @type {Key[]} */
  let keys = [];
  select.addEventListener('change', () => chosen(keys[select.selectedIndex]));
  return {
    /** @param {Key[]} offered */
    offer(offered) {
      keys = offered;
      select.replaceChildren(...keys.map((key) => new Option(nameOf(key))));
      byId('choice').hidden = keys.length < 2;
    },
    clear() {
      keys = [];
      select.replaceChildren();
      byId('choice').hidden = true;
    },
  };
}

/** @param {Key} key */
const nameOf = ({ issuer, account }) =>
  [issuer, account].filter(Boolean).join(': ') || 'without a name';
