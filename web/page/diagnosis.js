import { ToolkitError } from '../toolkit/error.js';
import { explain } from './advice.js';
import { isForeign } from './device.js';
import { byId, complain, sentence } from './dom.js';

/** @typedef {import('./entry.js').Entry} Entry */

/** @type {HTMLFormElement} */ const form = byId('diagnose');
/** @type {HTMLInputElement} */ const older = byId('older');
/** @type {HTMLInputElement} */ const newer = byId('newer');
const finding = byId('diagnosis');

/**
 * Says what two codes tell about the phone that shows them.
 *
 * @param {import('../toolkit/toolkit.js').Toolkit} otp
 */
export function startDiagnosis(otp) {
  let seed = '';

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    forget();
    try {
      const [meaning, advice] = explain(otp.diagnose(seed, digits(older), digits(newer)));
      finding.append(paragraph('strong', meaning), paragraph('span', advice));
    } catch (error) {
      const wrong = error instanceof ToolkitError && error.part === 'newer' ? newer : older;
      complain(byId('diagnose-error'), [wrong], sentence(error));
      wrong.focus();
    }
  });
  form.addEventListener('input', forget);

  return {
    /** @param {Entry | undefined} key */
    show(key) {
      if (key?.seed === seed) return;
      seed = key?.seed ?? '';
      form.hidden = !key || isForeign(key);
      form.reset();
      forget();
    },
  };
}

function forget() {
  complain(byId('diagnose-error'), [older, newer], '');
  finding.replaceChildren();
}

/** Apps show a code in two halves. @param {HTMLInputElement} input */
const digits = (input) => input.value.replace(/\s/g, '');

/** @param {string} tag @param {string} text */
function paragraph(tag, text) {
  const inner = document.createElement(tag);
  inner.textContent = text;
  const outer = document.createElement('p');
  outer.append(inner);
  return outer;
}
