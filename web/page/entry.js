import { ToolkitError } from '../toolkit/error.js';
import { byId, complain, sentence } from './dom.js';
import { readPicture } from './picture.js';

/**
 * A key, with what the toolkit made of it.
 *
 * @typedef {import('../toolkit/toolkit.js').Key & { uri: string, short: boolean }} Entry
 */

/** @type {HTMLFormElement} */ const form = byId('entry');
/** @type {HTMLTextAreaElement} */ const key = byId('key');
/** @type {HTMLInputElement} */ const picture = byId('picture');
/** @type {HTMLInputElement} */ const issuer = byId('issuer');
/** @type {HTMLInputElement} */ const account = byId('account');
const names = [issuer, account];

/**
 * Reads the setup key from what is typed, pasted, chosen or dropped.
 *
 * @param {import('../toolkit/toolkit.js').Toolkit} otp
 * @param {(key: Entry | undefined) => void} changed is told of every key, and that there is none
 */
export function startEntry(otp, changed) {
  /** @param {boolean} finished whether to take a URI apart, and to complain: not while somebody is still typing */
  function update(finished) {
    complain(byId('key-error'), [key, picture], '');
    complain(byId('name-error'), names, '');
    if (!key.value.trim()) return changed(undefined);
    try {
      if (finished && isURI()) takeApart();
      const found = { issuer: issuer.value, account: account.value, ...otp.seed(key.value) };
      changed({ ...found, uri: otp.uri(found) });
    } catch (error) {
      changed(undefined);
      if (finished) refuse(error);
    }
  }

  function takeApart() {
    const found = otp.parse(key.value.trim());
    key.value = found.seed;
    issuer.value = found.issuer;
    account.value = found.account;
  }

  /** @param {Blob} file */
  async function take(file) {
    try {
      key.value = await readPicture(file);
      update(true);
    } catch (error) {
      complain(byId('key-error'), [picture], sentence(error));
    }
  }

  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener(
    'input',
    (event) =>
      event.target !== picture &&
      update(/Paste|Drop/.test(/** @type {InputEvent} */ (event).inputType)),
  );
  form.addEventListener('change', (event) => event.target !== picture && update(true));
  acceptPictures(take);
  return {
    clear() {
      form.reset();
      update(false);
    },
  };
}

const isURI = () => /^\s*otpauth/i.test(key.value);

/** @param {unknown} error */
function refuse(error) {
  const byName =
    error instanceof ToolkitError && !isURI() && ['issuer', 'account'].includes(error.part);
  if (byName)
    complain(
      byId('name-error'),
      names.filter((name) => name.id === error.part),
      sentence(error),
    );
  else complain(byId('key-error'), [key], sentence(error));
}

/** Chosen, pasted anywhere, or dropped anywhere, lest the browser leave the page to show it. @param {(file: Blob) => void} take */
function acceptPictures(take) {
  /** @param {FileList | undefined} files */
  const first = (files) => files?.[0] && take(files[0]);
  picture.addEventListener('change', () => first(picture.files ?? undefined));
  addEventListener('paste', (event) => first(event.clipboardData?.files));
  addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return; // text goes where it is dropped
    event.preventDefault();
    byId('drop').classList.add('dragging');
  });
  addEventListener('dragleave', () => byId('drop').classList.remove('dragging'));
  addEventListener('drop', (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    byId('drop').classList.remove('dragging');
    first(event.dataTransfer.files);
  });
}
