/** @type {Map<string | undefined, Intl.NumberFormat>} */
const formats = new Map();

/**
 * A number of seconds in the language of the element: that of the closest
 * `lang`, or the browser's.
 *
 * @param {Element} element @param {number} seconds
 */
export function secondsIn(element, seconds) {
  const language = languageOf(element);
  const format = formats.get(language) ?? formatIn(language);
  formats.set(language, format);
  return format.format(seconds);
}

/** @param {Element} element @returns {string | undefined} */
function languageOf(element) {
  const language = element.closest('[lang]')?.getAttribute('lang');
  if (language) return language;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : undefined;
}

/** @param {string | undefined} language */
function formatIn(language) {
  const style = /** @type {const} */ ({ style: 'unit', unit: 'second' });
  try {
    return new Intl.NumberFormat(language, style);
  } catch {
    return new Intl.NumberFormat(undefined, style); // lang is no language tag
  }
}
