/**
 * What went wrong:
 *
 * - `seed`, `uri`, `code`, `time`, `text`: an argument is not valid
 * - `load`: the module could not be fetched
 * - `integrity`: the module is not the expected one
 * - `module`: what was fetched is not the toolkit's module
 * - `unsupported`: something is missing here, and trying again does not help
 * - `disposed`: dispose was called before
 * - `crashed`: the module failed; the next call starts a new one
 *
 * @typedef {'seed' | 'uri' | 'code' | 'time' | 'text' | 'load' | 'integrity'
 *   | 'module' | 'unsupported' | 'disposed' | 'crashed'} Kind
 */

/**
 * The error of the toolkit. `part` names the argument, or the part of it, that
 * is not valid; `offset` is the byte at fault in it, or -1. The message never
 * contains a seed or a code.
 */
export class ToolkitError extends Error {
  /**
   * @param {Kind} kind
   * @param {string} message
   * @param {{ part?: string, offset?: number, cause?: unknown }} [details]
   */
  constructor(kind, message, { part = '', offset = -1, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ToolkitError';
    this.kind = kind;
    this.part = part;
    this.offset = offset;
  }
}
