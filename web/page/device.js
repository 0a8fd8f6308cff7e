import { byId } from './dom.js';

/** @typedef {import('./entry.js').Entry} Entry */
/** @typedef {import('../toolkit/qr-element.js').MfaQR} MfaQR */
/** @typedef {import('../toolkit/code-element.js').MfaCode} MfaCode */

/**
 * Shows a key as an app would take it, and as its device would show it.
 *
 * @param {import('../toolkit/toolkit.js').Toolkit} otp
 */
export function startDevice(otp) {
  /** @type {MfaQR} */ const qr = byId('qr');
  /** @type {MfaCode} */ const code = byId('code');
  const copied = byId('copied');
  let seed = '';

  byId('copy').addEventListener('click', async () => {
    copied.textContent = '';
    try {
      await navigator.clipboard.writeText(seed);
      copied.textContent = 'Copied.';
    } catch {
      copied.textContent = 'The browser refused; select the key and copy it yourself.';
    }
  });
  byId('save').addEventListener('click', async () =>
    download(await otp.png(qr.uri, { size: 500 })),
  );

  return {
    /** @param {Entry | undefined} key */
    show(key) {
      seed = key?.seed ?? '';
      copied.textContent = '';
      byId('device').hidden = !key;
      if (key) qr.setAttribute('label', pictureName(key));
      qr.uri = key?.uri ?? '';
      showParameters(key);
      if (key && isForeign(key)) code.uri = key.uri;
      else code.seed = seed;
      byId('seed').replaceChildren(...groups(seed));
      byId('short').hidden = !key?.short;
    },
  };
}

/** @param {Entry | undefined} key */
function showParameters(key) {
  const { algorithm = 'SHA1', digits = 6, period = 30 } = key ?? {};
  byId('algorithm').textContent = algorithm.replace('SHA', 'SHA-');
  byId('digits').textContent = String(digits);
  byId('period').textContent = `${period} seconds`;
  byId('foreign').hidden = !key || !isForeign(key);
}

/**
 * Whether the key is not for a device as AWS has them.
 *
 * @param {Entry} key
 */
export const isForeign = ({ algorithm = 'SHA1', digits = 6, period = 30 }) =>
  algorithm !== 'SHA1' || digits !== 6 || period !== 30;

/** @param {Entry} key */
function pictureName({ issuer, account }) {
  return `QR code to set up ${account}${issuer && ` at ${issuer}`} in an authenticator app`;
}

/**
 * Groups of four, spaced by style alone, so that a selection copies the key
 * without spaces.
 *
 * @param {string} seed
 */
function groups(seed) {
  return (seed.match(/.{1,4}/g) ?? []).map((group) => {
    const span = document.createElement('span');
    span.textContent = group;
    return span;
  });
}

/** @param {Blob} file */
function download(file) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = 'qr-code.png';
  link.click();
  URL.revokeObjectURL(link.href);
}
