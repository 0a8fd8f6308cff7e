const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Makes an SVG element. Nodes instead of markup, because a page may require trusted types.
 *
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {SVGElement[]} children
 */
export function svg(name, attributes, ...children) {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * A style sheet for a shadow root that a Content-Security-Policy without 'unsafe-inline' lets through.
 *
 * @param {string} rules
 */
export function sheet(rules) {
  const made = new CSSStyleSheet();
  made.replaceSync(rules);
  return made;
}

/**
 * Sets a property that was set before the element was defined, and so lies in the way of the class's own.
 *
 * @param {HTMLElement} element
 * @param {string} name
 */
export function upgrade(element, name) {
  if (!Object.hasOwn(element, name)) return;
  const values = /** @type {any} */ (element);
  const early = values[name];
  delete values[name];
  values[name] = early;
}
