import { byId } from './dom.js';

/** @typedef {{ key: import('../toolkit/toolkit.js').Key, uri: string }} Option */

/** @type {HTMLSelectElement} */ const select = byId('chosen');

/**
 * Lets the user choose between several keys that came together.
 *
 * @param {(option: Option) => void} chosen
 */
export function startChoice(chosen) {
  /** @type {Option[]} */
  let options = [];
  select.addEventListener('change', () => chosen(options[select.selectedIndex]));
  return {
    /** @param {Option[]} from */
    offer(from) {
      options = from;
      select.replaceChildren(...from.map(({ key }) => new Option(nameOf(key))));
      byId('choice').hidden = from.length < 2;
    },
    clear() {
      options = [];
      select.replaceChildren();
      byId('choice').hidden = true;
    },
  };
}

/** @param {import('../toolkit/toolkit.js').Key} key */
const nameOf = ({ issuer, account }) =>
  [issuer, account].filter(Boolean).join(': ') || 'without a name';
