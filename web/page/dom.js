/**
 * The element of this page with that id.
 *
 * @template {Element} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export const byId = (id) => /** @type {T} */ (/** @type {unknown} */ (document.getElementById(id)));

/**
 * Shows what is wrong with an input, or that nothing is.
 *
 * @param {Element} error
 * @param {Element[]} inputs
 * @param {string} message
 */
export function complain(error, inputs, message) {
  error.textContent = message;
  for (const input of inputs) {
    if (message) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }
}

/**
 * A sentence of the Go core, which begins errors with their subject, in lower
 * case.
 *
 * @param {unknown} error
 */
export function sentence(error) {
  const text = String(error instanceof Error ? error.message : error).replace(
    /^(seed|key URI): /,
    '',
  );
  return text.charAt(0).toUpperCase() + text.slice(1) + (text.endsWith('.') ? '' : '.');
}
