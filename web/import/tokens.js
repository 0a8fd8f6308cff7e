import { ToolkitError } from '../toolkit/error.js';
import { explain } from '../toolkit/explain.js';
import { Instance, text } from '../toolkit/instance.js';
import { compile } from '../toolkit/module.js';

/**
 * @typedef {{ number: number, serial: string, rejection: string }} Row
 * @typedef {{ number: number, serial: string, status: string, message: string }} Result
 * @typedef {{ keyID: string, secretKey: string, sessionToken: string }} Credentials
 */

/**
 * The largest file that the page takes, in bytes. The page stands still while
 * it is read, and the module needs many times as much memory: 768 MiB for
 * 50,000 encrypted tokens in 31 MiB, and 1,536 MiB for 250,000 rows of CSV in
 * 16 MiB. The command takes more.
 */
export const maxBytes = 32 * 2 ** 20;

// Credentials, the longest answer (wire.MaxBody), and lengths.
const others = 128 * 1024;

/**
 * Why a file cannot be read: a kind of wasm/tokens, or another key of the
 * texts.
 */
export class Unreadable extends Error {
  /** @param {string} kind @param {string} message */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/** @typedef {Awaited<ReturnType<typeof start>>} Module */

/** @type {Promise<Module> | undefined} */
let loading;

/** Fetches the module when a file is chosen for the first time. */
export async function load() {
  loading ??= start();
  try {
    return await loading;
  } catch (error) {
    loading = undefined;
    throw error instanceof Unreadable ? error : await explain(error);
  }
}

async function start() {
  const response = await fetch(new URL('tokens.wasm', document.baseURI)).catch((cause) => {
    throw new ToolkitError('load', 'The module could not be fetched.', { cause });
  });
  if (response.status === 404) throw new Unreadable('notBuilt', '');
  if (!response.ok) throw new ToolkitError('load', `HTTP ${response.status}`);
  // Signatures go by the service's clock: this machine's may be wrong.
  const now = Date.parse(response.headers.get('date') ?? '') || Date.now();
  const ahead = now - Date.now();
  const module = await compile(response);
  const imports = WebAssembly.Module.imports(module).length;
  const { wasi } = imports ? await import('../toolkit/wasi.js') : { wasi: () => ({}) };
  // The module keeps the tokens until all of its memory is erased.
  return { module, host: { wasi, snapshot: () => () => false }, ahead };
}

/** The tokens of one file, in an instance of the module that is theirs. */
export class Tokens {
  #ahead;
  /** @type {Instance | undefined} */
  #instance;

  /** @param {Module} loaded @param {number} size of the file, in bytes */
  constructor({ module, host, ahead }, size) {
    this.#ahead = ahead;
    this.#instance = new Instance(module, size + others, host);
  }

  /**
   * Reads and decrypts the file.
   *
   * @param {Uint8Array} file @param {string} passphrase @param {string} key in
   *   hexadecimal
   * @returns {Row[]}
   */
  open(file, passphrase, key) {
    const fields = this.#call('open', [file, passphrase, key]).map(text);
    return groups(fields, 3).map(([number, serial, rejection]) => ({
      number: +number,
      serial,
      rejection,
    }));
  }

  /** Starts at the first row. @param {boolean} dryRun */
  begin(dryRun) {
    this.#call('begin', [`${dryRun}`]);
  }

  /**
   * The next request, signed, or undefined behind the last row. Its body has
   * seeds, and is empty if there is nothing to send.
   *
   * @param {Credentials} credentials @param {URL} url
   */
  request({ keyID, secretKey, sessionToken }, url) {
    const fields = [keyID, secretKey, sessionToken, url.host, url.pathname];
    const [body, ...headers] = this.#call('request', fields, Date.now() + this.#ahead);
    if (!body) return undefined;
    return { body, headers: groups(headers.map(text), 2) };
  }

  /** @param {Result[]} answers what the service said of each device @returns {Result[]} */
  report(answers) {
    const sent = answers.flatMap(({ serial, status, message }) => [serial, status, message]);
    const fields = this.#call('report', sent).map(text);
    return groups(fields, 4).map(([number, serial, status, message]) => ({
      number: +number,
      serial,
      status,
      message,
    }));
  }

  /** The rows that were not imported, as CSV, or "". */
  rejected() {
    return text(this.#call('rejected', [])[0]);
  }

  /** Zeroes the module's memory, seeds included, and releases it. */
  erase() {
    this.#instance?.erase();
    this.#instance = undefined;
  }

  /** @param {string} name @param {import('../toolkit/instance.js').Field[]} fields @param {number} [ms] */
  #call(name, fields, ms) {
    let answer;
    try {
      if (!this.#instance) throw new Error('erased');
      answer = this.#instance.call(name, fields, ms);
    } catch (error) {
      if (error instanceof ToolkitError) throw error; // too long for the module
      this.erase(); // what trapped is of no use, and may hold seeds
      throw new Unreadable('crashed', '');
    }
    const [failed, results] = answer;
    if (!failed) return results;
    const [kind, message] = results.map(text);
    throw new Unreadable(kind, message);
  }
}

/** @param {string[]} fields @param {number} size @returns {string[][]} */
function groups(fields, size) {
  const found = [];
  for (let i = 0; i < fields.length; i += size) found.push(fields.slice(i, i + size));
  return found;
}
