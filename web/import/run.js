import { Refusal } from '../page/service.js';
import { send } from './service.js';
import { Unreadable } from './tokens.js';
import { byId, fillTable, mark, say, sentence } from './view.js';

/**
 * @typedef {import('./tokens.js').Tokens} Tokens
 * @typedef {import('./tokens.js').Row} Row
 * @typedef {import('./tokens.js').Result} Result
 */

/** @type {HTMLInputElement} */ const keyID = byId('key-id');
/** @type {HTMLInputElement} */ const secretKey = byId('secret-key');
/** @type {HTMLInputElement} */ const sessionToken = byId('session-token');
/** @type {HTMLProgressElement} */ const bar = byId('progress');
const inputs = [keyID, secretKey, sessionToken];

/**
 * The texts for codes of AWS, and for statuses of API Gateway, which answers
 * without a code. Other codes are refusals of the request.
 *
 * @type {Record<string, string>}
 */
const stops = {
  ExpiredToken: 'badCredentials',
  IncompleteSignature: 'badCredentials',
  InvalidClientTokenId: 'badCredentials',
  MissingAuthenticationToken: 'badCredentials',
  SignatureDoesNotMatch: 'badCredentials',
  AccessDenied: 'accessDenied',
  InvalidAction: 'unknown',
  RequestEntityTooLarge: 'tooLarge',
  Throttling: 'busy',
  404: 'unknown',
  413: 'tooLarge',
  429: 'busy',
  ServiceFailure: 'unreachable',
  ServiceUnavailable: 'unreachable',
  Unreachable: 'unreachable',
};

/** The texts that end with what the service says. */
const quoting = ['badCredentials', 'accessDenied', 'refused'];

/** How package sigv4 begins what it says of a signature of another time. */
const otherTime = /^Signature (expired|not yet current)/;

/** @typedef {'none' | 'running' | 'stopped' | 'finished'} Phase */

/**
 * The last two steps: an import, or a check, and its report.
 *
 * @param {() => void} changed
 */
export function startImport(changed) {
  /** @type {Tokens | undefined} */ let tokens;
  let all = 0; // rows
  let dryRun = false;
  /** @type {Phase} */ let phase = 'none';
  /** @type {Result[]} */ let results = [];
  let stop = { key: '', message: '' };
  /** @type {HTMLInputElement[]} */ let wrong = [];
  let address = ''; // of the file to download

  /** @param {Tokens | undefined} opened @param {Row[]} rows */
  function use(opened, rows) {
    tokens = opened;
    all = rows.length;
    phase = 'none';
    results = [];
    stop = { key: '', message: '' };
    wrong = [];
    offer('');
  }

  /** Offers rows that were not imported for download. @param {string} rejected */
  function offer(rejected) {
    if (address) URL.revokeObjectURL(address);
    address = rejected && URL.createObjectURL(new Blob([rejected], { type: 'text/csv' }));
  }

  /** @param {boolean} check */
  async function start(check) {
    if (phase === 'running' || !tokens) return;
    wrong = [keyID, secretKey].filter((input) => !input.value.trim());
    stop = { key: wrong.length ? 'missing' : '', message: '' };
    if (!wrong.length && !/^\w{16,128}$/.test(keyID.value.trim())) {
      wrong = [keyID];
      stop.key = 'noKeyID';
    }
    if (stop.key) {
      changed();
      wrong[0].focus();
      return;
    }
    const goesOn = phase === 'stopped' && !dryRun && !check;
    if (!goesOn) {
      results = [];
      offer('');
    }
    dryRun = check;
    phase = 'running';
    changed();
    const used = tokens;
    const credentials = {
      keyID: keyID.value.trim(),
      secretKey: secretKey.value.trim(),
      sessionToken: sessionToken.value.trim(),
    };
    try {
      if (!goesOn) tokens.begin(check);
      await send(tokens, credentials, (more) => {
        results.push(...more);
        bar.value = results.length;
      });
      if (used === tokens) finish(tokens.rejected());
    } catch (error) {
      if (used === tokens) fail(error);
    }
  }

  /** @param {unknown} error */
  function fail(error) {
    phase = 'stopped';
    stop = stopOf(error);
    wrong = stop.key === 'badCredentials' ? [keyID, secretKey] : [];
    if (tokens && !dryRun && stop.key !== 'lost') offer(tokens.rejected());
    changed();
    (wrong[0] ?? byId(dryRun ? 'check' : 'import')).focus();
  }

  /** @param {string} rejected */
  function finish(rejected) {
    phase = 'finished';
    if (!dryRun) {
      offer(rejected);
      forget();
    }
    changed();
    byId('report-title').focus();
  }

  /** Erases everything that is secret. */
  function forget() {
    tokens?.erase();
    tokens = undefined;
    for (const input of inputs) input.value = '';
  }

  /** Writes what depends on the language. */
  function write() {
    const running = phase === 'running';
    for (const id of ['check', 'import', 'file', 'open', ...inputs.map((input) => input.id)]) {
      /** @type {HTMLButtonElement | HTMLInputElement} */ (byId(id)).disabled = running;
    }
    byId('import').textContent =
      say()[phase === 'stopped' && !dryRun && results.length ? 'goOn' : 'import'];
    byId('stop').hidden = !stop.key;
    byId('stop-text').textContent = stop.key && say()[stop.key];
    byId('stop-message').textContent = stop.message;
    byId('stop-message').hidden = !stop.message;
    mark(inputs, wrong);
    byId('report-title').textContent = say()[dryRun ? 'checked' : 'imported'];
    bar.hidden = !running;
    bar.max = all;
    bar.value = results.length;
    byId('report-hint').textContent = phase === 'finished' && !dryRun ? say().finished : '';
    byId('download').hidden = !address || running;
    if (address) /** @type {HTMLAnchorElement} */ (byId('download')).href = address;
    byId('report-text').textContent = running ? sentence('progress', { all }) : sums();
    fillTable('report', running ? [] : results.map(lineOf));
  }

  function sums() {
    /** @param {string} status */
    const count = (status) => results.filter((result) => result.status === status).length;
    const imported = count('Imported');
    const existed = count('AlreadyExists');
    const refused = results.length - imported - existed;
    return sentence(dryRun ? 'checkedSums' : 'sums', { imported, existed, refused });
  }

  /** @param {Result} result */
  function lineOf({ number, serial, status, message }) {
    const refused = status !== 'Imported' && status !== 'AlreadyExists';
    const key = refused ? 'Refused' : status === 'Imported' && dryRun ? 'wouldBe' : status;
    return { number, serial, bad: refused, text: say()[key], reason: refused ? message : '' };
  }

  byId('credentials').addEventListener('submit', (event) => {
    event.preventDefault();
    start(true);
  });
  byId('import').addEventListener('click', () => start(false));

  return {
    use,
    write,
    forget,
    hasReport: () => phase !== 'none' && (results.length > 0 || phase === 'running'),
    canImport: () => all > 0 && tokens !== undefined,
  };
}

/** @param {unknown} error */
function stopOf(error) {
  if (error instanceof Unreadable && error.kind === 'crashed') return { key: 'lost', message: '' };
  if (!(error instanceof Refusal)) return { key: 'unreachable', message: '' };
  const { code, message, status } = error;
  if (otherTime.test(message)) return { key: 'clock', message: '' };
  const key = (code === 'Unreachable' && stops[status]) || stops[code] || 'refused';
  return { key, message: quoting.includes(key) ? message : '' };
}
