import { Refusal, send } from './service.js';
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
const inputs = [keyID, secretKey, sessionToken];

/** The codes of AWS for credentials that are not valid. */
const badCredentials = [
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'MissingAuthenticationToken',
  'SignatureDoesNotMatch',
];

const passing = ['Unreachable', 'Throttling', 'ServiceFailure', 'ServiceUnavailable'];

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
    if (address) URL.revokeObjectURL(address);
    address = '';
  }

  /** @param {boolean} check */
  async function start(check) {
    if (phase === 'running' || !tokens) return;
    const missing = [keyID, secretKey].filter((input) => !input.value.trim());
    stop = { key: missing.length ? 'missing' : '', message: '' };
    if (missing.length) {
      wrong = missing;
      changed();
      wrong[0].focus();
      return;
    }
    const goesOn = phase === 'stopped' && !dryRun && !check;
    if (!goesOn) results = [];
    wrong = [];
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
        byId('report-text').textContent = progress();
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
    changed();
    (wrong[0] ?? byId(dryRun ? 'check' : 'import')).focus();
  }

  /** @param {string} rejected */
  function finish(rejected) {
    phase = 'finished';
    if (rejected && !dryRun) {
      address = URL.createObjectURL(new Blob([rejected], { type: 'text/csv' }));
    }
    if (!dryRun) forget();
    changed();
    byId('report-title').focus();
  }

  /** Erases everything that is secret. */
  function forget() {
    tokens?.erase();
    tokens = undefined;
    for (const input of inputs) input.value = '';
  }

  const progress = () => sentence('progress', { done: results.length, all });

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
    byId('progress').hidden = !running;
    byId('report-hint').textContent = phase === 'finished' && !dryRun ? say().finished : '';
    byId('download').hidden = !address;
    if (address) /** @type {HTMLAnchorElement} */ (byId('download')).href = address;
    byId('report-text').textContent = running ? progress() : sums();
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
  if (!(error instanceof Refusal) || passing.includes(error.code)) {
    return { key: 'unreachable', message: '' };
  }
  const { code, message } = error;
  if (badCredentials.includes(code)) return { key: 'badCredentials', message };
  return { key: code === 'AccessDenied' ? 'accessDenied' : 'refused', message };
}
