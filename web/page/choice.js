import { byId } from './dom.js';

/** @typedef {import('../toolkit/toolkit.js').Key} Key */

/**
 * A key, and the URI that it came from if that was for this key alone.
 *
 * @typedef {{ key: Key, uri: string }} Brought
 */

const buttons = byId('chosen');

/**
 * Lets the user choose between several keys that came together.
 *
 * @param {(chosen: Brought) => void} choose
 */
export function startChoice(choose) {
  /** @param {HTMLButtonElement} pressed */
  function press(pressed) {
    for (const button of buttons.children) {
      button.setAttribute('aria-pressed', String(button === pressed));
    }
  }
  return {
    /** @param {Brought[]} offered of which the first is shown already */
    offer(offered) {
      const names = namesOf(offered.map(({ key }) => key));
      buttons.replaceChildren(
        ...offered.map((brought, i) => {
          const button = document.createElement('button');
          button.type = 'button';
          button.textContent = names[i];
          button.setAttribute('aria-pressed', String(i === 0));
          button.addEventListener('click', () => {
            press(button);
            choose(brought);
          });
          return button;
        }),
      );
      byId('choice').hidden = offered.length < 2;
    },
    clear() {
      buttons.replaceChildren();
      byId('choice').hidden = true;
    },
  };
}

/**
 * What the keys are called, with a number where two would be called the same.
 *
 * @param {Key[]} keys
 */
function namesOf(keys) {
  const names = keys.map(
    ({ issuer, account }) => [issuer, account].filter(Boolean).join(': ') || 'Without a name',
  );
  return names.map((name, i) => {
    const isUnique = names.indexOf(name) === names.lastIndexOf(name);
    return isUnique ? name : `${name} (${i + 1})`;
  });
}
