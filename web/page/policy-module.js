import { ToolkitError } from '../toolkit/error.js';
import { explain } from '../toolkit/explain.js';
import { Instance, text } from '../toolkit/instance.js';
import { compile } from '../toolkit/module.js';

/** @typedef {{ line: number, column: number }} Place */

/**
 * What policy.wasm answers (wasm/policy/policy.go). A line of 0 means that no
 * statement decided.
 *
 * @typedef {{
 *   refused?: undefined,
 *   warnings: (Place & { problem: string, fix: string })[],
 *   callers: (Place & { heading: string, outcome: string })[],
 *   usual: { name: string, outcomes: string[] }[],
 * }} Answer
 */

// Several times the largest policy that IAM stores.
const limit = 65_536;

/** @type {Promise<Instance> | undefined} */
let loading;

/**
 * Checks an identity policy. The first call fetches the module.
 *
 * @param {string} policy @param {string} action @param {string} resource
 * @returns {Promise<Answer | { refused: string, line: number, column: number }>}
 */
export async function check(policy, action, resource) {
  loading ??= start();
  try {
    const [failed, fields] = (await loading).call('check', [policy, action, resource]);
    const next = reader(fields.map(text));
    if (failed) return { line: +next(), column: +next(), refused: next() };
    return read(next);
  } catch (error) {
    if (error instanceof ToolkitError && error.kind === 'text') throw error;
    loading = undefined; // what crashed, or could not be loaded, is replaced
    if (error instanceof ToolkitError) throw error;
    throw new Error('The check crashed on this policy, which is a fault of this page.');
  }
}

async function start() {
  try {
    const module = await compile(new URL('./policy.wasm', import.meta.url));
    const imports = WebAssembly.Module.imports(module);
    return new Instance(
      module,
      limit,
      imports.length ? await import('../toolkit/wasi.js') : undefined,
    );
  } catch (error) {
    throw await explain(error);
  }
}

/** @param {string[]} fields @returns {() => string} */
function reader(fields) {
  let at = 0;
  return () => fields[at++];
}

/** @param {() => string} next @returns {Answer} */
function read(next) {
  const warnings = list(+next(), () => {
    return { line: +next(), column: +next(), problem: next(), fix: next() };
  });
  const callers = list(+next(), () => {
    return { heading: next(), outcome: next(), line: +next(), column: +next() };
  });
  const usual = [];
  for (let name = next(); name; name = next()) {
    usual.push({ name, outcomes: list(callers.length, next) });
  }
  return { warnings, callers, usual };
}

/** @template T @param {number} length @param {() => T} make */
const list = (length, make) => Array.from({ length }, () => make());
