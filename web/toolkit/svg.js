const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Makes an SVG element. Nodes instead of markup, because a page may require
 * trusted types.
 *
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {SVGElement[]} children
 */
export function svg(name, attributes, ...children) {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, String(value));
  }
  element.append(...children);
  return element;
}
