import { byId, fill, mark, startSteps } from '../page/steps.js';
import { reasons } from './reasons.js';
import { texts } from './texts.js';

export { byId, mark };

const parts = ['message', 'choose', 'contents', 'credentials', 'report'];
const steps = startSteps(texts, parts);
export const { say, show } = steps;

/** @param {number} n as the reader writes it */
const written = (n) => n.toLocaleString(steps.locale());

/** @param {string} key of the texts @param {Record<string, string | number>} values */
export function sentence(key, values) {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? written(value) : value,
  ]);
  return fill(say()[key], Object.fromEntries(entries));
}

/**
 * What package pskc or the service says is wrong, in the language of the page.
 * What the service says may be known in English only, and is marked as such.
 *
 * @param {string} reason
 */
export function translated(reason) {
  const { lang } = document.documentElement;
  const parts = lang === 'en' ? [] : reason.split(/ (?=\(key package \d+\)$)/).map(inGerman);
  const known = parts.length > 0 && parts.every(Boolean);
  const words = document.createElement('span');
  words.textContent = known ? parts.join(' ') : reason;
  words.lang = known ? lang : 'en';
  return words;
}

/** @param {string} words @returns {string} "" if they are not known */
function inGerman(words) {
  const numbers = words.match(/\d+/g) ?? [];
  let seen = 0;
  const known = reasons[words] ?? reasons[words.replace(/\d+/g, () => `{${seen++}}`)];
  return fill(known ?? '', Object.fromEntries(numbers.entries()));
}

/** How many rows a table shows at most. */
const most = 200;

/**
 * @typedef {{ number: number, serial: string, bad: boolean, text: string, reason: string }} Line
 */

/**
 * Fills a table, with no more than the first rows of a long list. Those with a
 * problem come before others.
 *
 * @param {'contents' | 'report'} name @param {Line[]} lines
 */
export function fillTable(name, lines) {
  const bad = lines.filter((line) => line.bad);
  const shown = [...bad, ...lines.filter((line) => !line.bad)].slice(0, most);
  /** @type {HTMLTableElement} */ (byId(`${name}-table`)).tBodies[0].replaceChildren(
    ...shown.map(rowOf),
  );
  byId(`${name}-some`).textContent =
    shown.length === lines.length
      ? ''
      : sentence('some', { shown: shown.length, all: lines.length });
}

/** @param {Line} line */
function rowOf({ number, serial, bad, text, reason }) {
  const row = document.createElement('tr');
  row.insertCell().textContent = written(number);
  const name = document.createElement('bdi');
  name.dir = 'ltr';
  name.textContent = serial;
  row.insertCell().append(name);
  const cell = row.insertCell();
  cell.className = bad ? 'bad' : '';
  cell.textContent = text;
  if (reason) cell.append(': ', translated(reason));
  return row;
}
