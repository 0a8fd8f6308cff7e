/**
 * What the pages that lead through steps share: their language, and which of
 * their parts are shown.
 *
 * @typedef {'en' | 'de'} Language
 * @typedef {Record<Language, { dir: 'ltr' | 'rtl', other: string } & Record<string, string>>} Texts
 */

/** @type {readonly Language[]} */
const languages = ['en', 'de'];

/**
 * @template {Element} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export const byId = (id) => /** @type {T} */ (/** @type {unknown} */ (document.getElementById(id)));

/**
 * The first of the browser's languages that the pages have.
 *
 * @param {readonly string[]} wanted
 * @returns {Language}
 */
const choose = (wanted) =>
  wanted
    .map((tag) => languages.find((known) => tag.toLowerCase().split('-')[0] === known))
    .find(Boolean) ?? 'en';

/**
 * Puts values in place of the words in braces.
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));

/**
 * Marks the inputs that are wrong, and no others.
 *
 * @param {HTMLElement[]} all @param {HTMLElement[]} wrong
 */
export function mark(all, wrong) {
  for (const input of all) {
    if (wrong.includes(input)) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }
}

/**
 * Shows a page in one of its languages.
 *
 * @param {Texts} texts
 * @param {string[]} parts the elements of the page of which a view shows some
 */
export function startSteps(texts, parts) {
  let language = choose(navigator.languages ?? [navigator.language]);
  /** What is shown, so that it can be said in another language. */
  let render = () => {};
  /** What a screen reader has been told last. */
  let heading = '';

  /** The texts in the language of the moment. */
  const say = () => texts[language];

  byId('switch').addEventListener('click', () => {
    language = language === 'en' ? 'de' : 'en';
    render();
  });

  return {
    say,

    /** @param {string} key of the texts @param {Record<string, string | number>} values */
    sentence: (key, values) => fill(say()[key], values),

    /** The browser's variety of the language, for dates and numbers. */
    locale: () => navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language,

    /**
     * Shows parts of the page under a heading, and moves the focus there if the
     * heading is another one.
     *
     * @param {string[]} shown
     * @param {string} title a key of the texts
     * @param {() => void} write writes what depends on the language
     */
    show(shown, title, write) {
      for (const part of parts) byId(part).hidden = !shown.includes(part);
      render = () => {
        const words = say();
        document.documentElement.lang = language;
        document.documentElement.dir = words.dir;
        for (const element of document.querySelectorAll('[data-text]')) {
          element.textContent = words[element.getAttribute('data-text') ?? ''];
        }
        byId('title').textContent = words[title];
        document.title = words[title];
        byId('switch').textContent = words.other;
        byId('switch').lang = /** @type {string} */ (languages.find((other) => other !== language));
        write();
      };
      render();
      if (heading && heading !== title) byId('title').focus();
      heading = title;
    },
  };
}
