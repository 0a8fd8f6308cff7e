import { ToolkitError } from '../toolkit/error.js';
import { load, maxBytes, Tokens, Unreadable } from './tokens.js';
import { byId, fillTable, mark, say, sentence, translated } from './view.js';

/**
 * @typedef {import('./tokens.js').Row} Row
 * @typedef {'passphrase' | 'key'} Lock
 */

/** @type {HTMLInputElement} */ const input = byId('file');
/** @type {HTMLInputElement} */ const secret = byId('secret');
/** @type {HTMLButtonElement} */ const open = byId('open');

/**
 * The first two steps: a file is chosen, opened and shown.
 *
 * @param {() => void} changed
 * @param {(tokens: Tokens | undefined, rows: Row[]) => void} use takes what a
 *   file has, or nothing when another one is chosen
 */
export function startFile(changed, use) {
  let name = '';
  let status = ''; // a key of the texts
  /** @type {unknown} */ let error;
  /** @type {Lock | undefined} */ let lock;
  /** @type {Uint8Array | undefined} */ let bytes; // of a file that is locked
  /** @type {Tokens | undefined} */ let tokens;
  /** @type {Row[]} */ let rows = [];
  let choices = 0;

  /** Forgets the file before. */
  function forget() {
    tokens?.erase();
    tokens = undefined;
    bytes?.fill(0); // a file that is not encrypted has the seeds
    bytes = undefined;
    lock = undefined;
    error = undefined;
    rows = [];
    status = '';
    secret.value = '';
    use(undefined, []);
  }

  /** @param {File} file */
  async function choose(file) {
    const choice = ++choices;
    forget();
    name = file.name;
    status = 'reading';
    changed();
    try {
      if (file.size > maxBytes) throw new Unreadable('large', '');
      const module = await load();
      const content = new Uint8Array(
        await file.arrayBuffer().catch(() => {
          throw new Unreadable('unread', '');
        }),
      );
      await painted();
      if (choice !== choices) {
        content.fill(0); // another file was chosen meanwhile
        return;
      }
      bytes = content;
      tokens = new Tokens(module, bytes.length);
      read('', '');
    } catch (cause) {
      if (choice !== choices) return;
      fail(cause);
    }
    goOn();
  }

  /** Shows what became of the file, and moves the focus to what comes next. */
  function goOn() {
    changed();
    if (lock) secret.focus();
    else if (error) input.focus();
    else byId('contents-title').focus();
  }

  /** @param {string} passphrase @param {string} key */
  function read(passphrase, key) {
    if (!tokens || !bytes) return;
    rows = tokens.open(bytes, passphrase, key);
    bytes.fill(0);
    bytes = undefined;
    lock = undefined;
    error = undefined;
    status = 'opened';
    use(tokens, rows);
  }

  /** @param {unknown} cause */
  function fail(cause) {
    const kind = cause instanceof Unreadable ? cause.kind : '';
    if (kind === 'passphrase' || kind === 'key') {
      lock = kind;
      status = kind === 'key' ? 'needsKey' : 'needsPassphrase';
      return;
    }
    // What opens a locked file can be entered again.
    if (!lock || kind === 'crashed') forget();
    error = cause;
  }

  async function unlock() {
    if (open.disabled) return;
    error = undefined;
    if (!secret.value.trim()) error = new Unreadable('empty', '');
    changed();
    if (error) return secret.focus();
    const choice = choices;
    const value = secret.value;
    open.disabled = true;
    byId('file-status').textContent = sentence('reading', { file: name });
    await painted();
    open.disabled = false;
    if (choice !== choices) return;
    try {
      read(lock === 'passphrase' ? value : '', lock === 'key' ? value : '');
      secret.value = '';
    } catch (cause) {
      fail(cause);
    }
    goOn();
  }

  /** Writes what depends on the language. */
  function write() {
    byId('file-status').textContent = status && sentence(status, { file: name });
    byId('unlock').hidden = !lock;
    byId('secret-label').textContent = say()[lock ?? 'passphrase'];
    byId('file-error').replaceChildren(...complaint(error));
    mark([input, secret], error ? [lock ? secret : input] : []);
    const usable = rows.filter((row) => !row.rejection).length;
    byId('contents-text').textContent = sentence('contents', { usable, all: rows.length });
    fillTable(
      'contents',
      rows.map(({ number, serial, rejection }) => ({
        number,
        serial,
        bad: rejection !== '',
        text: say()[rejection ? 'unusable' : 'usable'],
        reason: rejection,
      })),
    );
  }

  // Browsers report no change if the same file is chosen again.
  input.addEventListener('click', () => {
    input.value = '';
  });
  input.addEventListener('change', () => input.files?.[0] && choose(input.files[0]));
  byId('choose').addEventListener('submit', (event) => {
    event.preventDefault();
    unlock();
  });
  // A file that is dropped elsewhere would be opened in place of the page.
  for (const type of ['dragover', 'drop']) {
    addEventListener(type, (event) => event.preventDefault());
  }
  const drop = byId('drop');
  drop.addEventListener('dragover', () => drop.classList.add('over'));
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    drop.classList.remove('over');
    const files = event.dataTransfer?.files;
    if (!files?.length || input.disabled) return;
    input.files = files; // so that it shows the name
    choose(files[0]);
  });
  return { write, forget };
}

/** Lets the browser show what was written before something that takes long. */
const painted = () => new Promise((later) => setTimeout(later, 20));

/** @param {unknown} error @returns {(string | Node)[]} */
function complaint(error) {
  if (!error) return [];
  if (!(error instanceof Unreadable)) {
    const unsupported = error instanceof ToolkitError && error.kind === 'unsupported';
    return [say()[unsupported ? 'unsupported' : 'notLoaded']];
  }
  if (error.kind !== 'file') return [say()[error.kind]];
  const [before, after] = say().unusableFile.split('{reason}');
  return [before, translated(error.message), after];
}
