import { readFileSync } from 'node:fs';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/**
 * The README's example in a language: what a reader copies is what is tested.
 *
 * @param {string} language
 */
export function example(language) {
  const found = readme.match(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``));
  if (!found) throw new Error(`The README has no example in ${language}.`);
  return found[1];
}

export const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** What the QR code of every example says. */
export const uri = `otpauth://totp/Example:alice?secret=${seed}&issuer=Example`;
