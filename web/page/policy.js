import { ToolkitError } from '../toolkit/error.js';
import { byId, complain, sentence } from './dom.js';
import { check } from './policy-module.js';

/** @typedef {import('./policy-module.js').Answer} Answer */

/** @type {HTMLTextAreaElement} */
const policy = byId('policy');
const summary = byId('summary');
const answer = byId('answer');

const unbuilt = 'If this is your own copy of the page, “make wasm” builds the module.';

/** @param {SubmitEvent} event */
async function ask(event) {
  event.preventDefault();
  complain(byId('policy-error'), [policy], '');
  summary.textContent = 'Checking…';
  answer.hidden = true;
  try {
    const found = await check(policy.value, value('action'), value('resource'));
    if (found.refused !== undefined) return refuse(found);
    show(found);
  } catch (error) {
    summary.textContent = '';
    const advice = error instanceof ToolkitError && error.kind === 'load' ? ` ${unbuilt}` : '';
    complain(byId('policy-error'), [], sentence(error) + advice);
  }
}

/** @param {string} id */
const value = (id) => /** @type {HTMLInputElement} */ (byId(id)).value.trim();

/** Selects the line at fault. @param {{ refused: string, line: number }} found */
function refuse({ refused, line }) {
  summary.textContent = '';
  complain(byId('policy-error'), [policy], sentence(refused));
  policy.focus();
  if (!line) return;
  // The value of a textarea has LF only.
  const lines = policy.value.split('\n');
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  policy.setSelectionRange(start, start + lines[line - 1].length);
}

/** @param {Answer} found */
function show({ warnings, callers, usual }) {
  const action = value('action');
  byId('findings').replaceChildren(...warnings.map(finding));
  const corner = element('td');
  const headings = callers.map(({ heading }) => element('th', heading, { scope: 'col' }));
  byId('callers').replaceChildren(element('tr', '', {}, [corner, ...headings]));
  const own = callers.map(({ outcome }) => outcome);
  byId('decisions').replaceChildren(
    row('This policy', own),
    ...usual.map(({ name, outcomes }) => row(name, outcomes)),
  );
  byId('reasons').replaceChildren(
    ...callers.map(({ heading, outcome, line, column }) => {
      const by = line
        ? `${words(outcome)} by the statement at line ${line}, column ${column}`
        : `no statement allows ${action}`;
      return element('li', `${heading}: ${by}`);
    }),
  );
  answer.hidden = false;
  const faults = warnings.length === 1 ? '1 problem' : `${warnings.length || 'No'} problems`;
  const decisions = callers.map(({ heading, outcome }) => `${heading} ${words(outcome)}`);
  summary.textContent = `${faults} found. ${action}: ${decisions.join(', ')}.`;
}

/** @param {Answer['warnings'][number]} warning */
function finding({ line, column, problem, fix }) {
  const where = `Statement at line ${line}, column ${column}: `;
  return element('li', '', {}, [
    element('p', where + problem, { class: 'warning' }),
    element('p', fix, { class: 'fix' }),
  ]);
}

/** @param {string} name @param {string[]} outcomes */
function row(name, outcomes) {
  const cells = outcomes.map((outcome) =>
    element('td', words(outcome), outcome === 'allowed' ? {} : { class: 'denied' }),
  );
  return element('tr', '', {}, [element('th', name, { scope: 'row' }), ...cells]);
}

/** The simulator's word for an outcome, which may break on a narrow screen. @param {string} outcome */
const words = (outcome) => outcome.replace('Deny', ' deny');

/**
 * @param {string} name
 * @param {string} [text]
 * @param {Record<string, string>} [attributes]
 * @param {Element[]} [children]
 */
function element(name, text = '', attributes = {}, children = []) {
  const made = document.createElement(name);
  made.append(text, ...children);
  for (const [key, content] of Object.entries(attributes)) made.setAttribute(key, content);
  return made;
}

byId('ask').addEventListener('submit', (event) => ask(/** @type {SubmitEvent} */ (event)));
document.documentElement.dataset.ready = 'ready';
