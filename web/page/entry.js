import { ToolkitError } from '../toolkit/error.js';
import { startChoice } from './choice.js';
import { byId, complain, sentence } from './dom.js';
import { startIntake } from './intake.js';
import { noteOn, noteOnExport } from './note.js';
import { isKeyURI, readPicture } from './picture.js';

/**
 * @typedef {import('./choice.js').Brought} Brought
 * @typedef {import('../toolkit/toolkit.js').Parameters} Parameters
 * @typedef {{ issuer: string, account: string, seed: string } & Parameters} Entered
 */

/**
 * A key, with what the toolkit made of it.
 *
 * @typedef {Entered & { uri: string, short: boolean }} Entry
 */

/** @type {HTMLFormElement} */ const form = byId('entry');
/** @type {HTMLTextAreaElement} */ const key = byId('key');
/** @type {HTMLInputElement} */ const picture = byId('picture');
/** @type {HTMLInputElement} */ const issuer = byId('issuer');
/** @type {HTMLInputElement} */ const account = byId('account');
const names = [issuer, account];
const note = byId('key-note');

const noKey = 'This QR code holds no setup key.';

/**
 * Reads the setup key from what is typed, pasted, chosen or dropped.
 *
 * @param {import('../toolkit/toolkit.js').Toolkit} otp
 * @param {(key: Entry | undefined) => void} changed is called with every key, and
 *   with undefined when there is none
 */
export function startEntry(otp, changed) {
  /**
   * The key that a URI brought, as long as it stays in its field: its
   * algorithm, digits and period have no field.
   *
   * @type {Brought | undefined}
   */
  let brought;
  let ownAccount = ''; // what the field held before a key was brought
  let aboutAll = ''; // what there is to say of keys that came together
  const choice = startChoice((chosen) => {
    bring(chosen);
    update(true);
  });

  /**
   * @param {boolean} finished whether to take a URI apart and to report errors:
   *   not while it is being typed
   */
  function update(finished) {
    complain(byId('key-error'), [key, picture], '');
    complain(byId('name-error'), names, '');
    if (brought?.key.seed !== key.value) forget();
    if (!key.value.trim()) return changed(undefined);
    try {
      if (finished && isURI(key.value)) takeApart(key.value);
      changed(entered());
    } catch (error) {
      changed(undefined);
      if (finished) refuse(error);
    }
  }

  /** What the fields hold now. @returns {Entry} */
  function entered() {
    const { seed, short } = otp.seed(key.value);
    const names = { issuer: issuer.value, account: account.value };
    const found = { ...awsParameters, ...brought?.key, ...names, seed };
    return { ...found, short, uri: uriOf(found) };
  }

  /**
   * Names that a URI brought must not hide its code, so the URI itself is shown
   * where they cannot be written into one.
   *
   * @param {Entered} found
   */
  function uriOf(found) {
    try {
      return otp.uri(found);
    } catch (error) {
      if (
        brought?.uri &&
        brought.key.issuer === found.issuer &&
        brought.key.account === found.account
      ) {
        return brought.uri;
      }
      throw error;
    }
  }

  /** @param {string} uri */
  function takeApart(uri) {
    const { found, about } = read(uri);
    if (!found.length) throw new Error(about || noKey);
    take(found, [about]);
  }

  /** @param {Brought[]} found at least one @param {string[]} about */
  function take(found, about) {
    aboutAll = about.join(' ');
    bring(found[0]);
    choice.offer(found);
  }

  /** The keys that a URI holds. @param {string} uri */
  function read(uri) {
    if (!isMigration(uri)) return { found: [{ key: otp.parse(uri), uri: uri.trim() }], about: '' };
    const { keys, skipped, batch } = otp.migration(uri);
    return { found: keys.map((key) => ({ key, uri: '' })), about: noteOnExport(skipped, batch) };
  }

  /**
   * Takes the keys of a picture that holds several QR codes.
   *
   * @param {string[]} uris
   */
  function takeSeveral(uris) {
    const found = [];
    const about = [];
    for (const uri of uris) {
      try {
        const one = read(uri);
        found.push(...one.found);
        about.push(one.about);
      } catch (error) {
        about.push(`One QR code is left out: ${sentence(error)}`);
      }
    }
    if (!found.length) throw new Error(about.join(' '));
    take(found, about);
    update(true);
  }

  /** @param {Brought} found */
  function bring(found) {
    if (!brought) ownAccount = account.value;
    brought = found;
    key.value = found.key.seed;
    issuer.value = found.key.issuer;
    account.value = found.key.account || ownAccount;
    note.textContent = [aboutAll, noteOn(found.key)].join(' ').trim();
  }

  function forget() {
    brought = undefined;
    note.textContent = '';
    choice.clear();
  }

  /** @param {string} text */
  function takeText(text) {
    key.value = text;
    update(true);
  }

  /** @param {Blob} file */
  async function takePicture(file) {
    try {
      const texts = await readPicture(file);
      if (!isKeyURI(texts[0])) throw new Error(noKey);
      if (texts.length > 1) takeSeveral(texts);
      else takeText(texts[0]);
    } catch (error) {
      complain(byId('key-error'), [picture], sentence(error));
    }
  }

  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', (event) => {
    const { inputType } = /** @type {InputEvent} */ (event);
    if (event.target === key) forget();
    if (isField(event.target)) update(/Paste|Drop/.test(inputType));
  });
  form.addEventListener('change', (event) => isField(event.target) && update(true));
  startIntake(takePicture, takeText);
  return {
    clear() {
      form.reset();
      update(false);
    },
  };
}

/** @param {EventTarget | null} target */
const isField = (target) =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && target !== picture);

const awsParameters = { algorithm: 'SHA1', digits: 6, period: 30, warnings: [] };

/** Base32 has no colon. @param {string} text */
const isURI = (text) => text.includes(':');

/** @param {string} text */
const isMigration = (text) => /^\W*otpauth-migration:/i.test(text);

/** @param {unknown} error */
function refuse(error) {
  const part = error instanceof ToolkitError && !isURI(key.value) ? error.part : '';
  const wrong = names.filter((name) => name.id === part);
  if (wrong.length) complain(byId('name-error'), wrong, sentence(error));
  else complain(byId('key-error'), [key], sentence(error));
}
