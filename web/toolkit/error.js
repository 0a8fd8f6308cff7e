/**
 * What was wrong, in a sentence that never quotes a seed or a code.
 *
 * - `seed`, `uri`, `code`, `time`, `text`: an argument; `part` names it, `offset` is the byte at fault or -1
 * - `load`: the module did not arrive; `integrity`: it is not the one it should be; `module`: it is no WebAssembly of ours
 * - `disposed`: dispose was called; `crashed`: the module failed, and the next call starts a new one; `unsupported`: no canvas here
 *
 * @typedef {'seed' | 'uri' | 'code' | 'time' | 'text' | 'load' | 'integrity' | 'module' | 'disposed' | 'crashed' | 'unsupported'} Kind
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
