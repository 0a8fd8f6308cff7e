import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/**
 * A token in a vendor's file.
 *
 * @typedef {{ serial: string, seed?: Buffer, algorithm?: string, seconds?: number }} Token
 */

export const defaultSeed = Buffer.from('12345678901234567890');
const macKey = Buffer.from('01234567890123456789');

/**
 * A vendor's PSKC file (RFC 6030), whose seeds are encrypted with AES-128-CBC
 * under a passphrase or a pre-shared key, or not at all.
 *
 * @param {Token[]} tokens
 * @param {{ passphrase?: string, key?: Buffer }} [secret]
 */
export function pskc(tokens, { passphrase, key } = {}) {
  const salt = Buffer.from('12345678');
  if (passphrase) key = pbkdf2Sync(passphrase, salt, 1000, 16, 'sha1');
  const derived = `<xenc11:DerivedKey><xenc11:KeyDerivationMethod
    Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2"><pkcs5:PBKDF2-params>
    <Salt><Specified>${salt.toString('base64')}</Specified></Salt><IterationCount>1000</IterationCount>
    <KeyLength>16</KeyLength></pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod></xenc11:DerivedKey>`;
  const header = key
    ? `<EncryptionKey>${passphrase ? derived : '<ds:KeyName>Pre-shared</ds:KeyName>'}</EncryptionKey>
    <MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1">
    <MACKey>${cipher(seal(key, macKey))}</MACKey></MACMethod>`
    : '';
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"
  xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"
  xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"
  xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">
${header}
${tokens.map((token, at) => keyPackage(token, at + 1, key)).join('\n')}
</KeyContainer>`);
}

/** @param {Token} token @param {number} id @param {Buffer} [key] */
function keyPackage({ serial, seed = defaultSeed, algorithm = 'totp', seconds = 30 }, id, key) {
  let value = `<PlainValue>${seed.toString('base64')}</PlainValue>`;
  if (key) {
    const sealed = seal(key, seed);
    const mac = createHmac('sha1', macKey).update(sealed).digest('base64');
    value = `<EncryptedValue>${cipher(sealed)}</EncryptedValue><ValueMAC>${mac}</ValueMAC>`;
  }
  return `<KeyPackage><DeviceInfo><SerialNo>${serial}</SerialNo></DeviceInfo>
<Key Id="${id}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:${algorithm}"><AlgorithmParameters>
<ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters><Data><Secret>${value}</Secret>
<TimeInterval><PlainValue>${seconds}</PlainValue></TimeInterval></Data></Key></KeyPackage>`;
}

/** @param {Buffer} key @param {Buffer} plain */
function seal(key, plain) {
  const start = randomBytes(16);
  const encrypt = createCipheriv(`aes-${key.length * 8}-cbc`, key, start);
  return Buffer.concat([start, encrypt.update(plain), encrypt.final()]);
}

/** @param {Buffer} sealed */
const cipher = (sealed) => `<xenc:EncryptionMethod
  Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/><xenc:CipherData>
  <xenc:CipherValue>${sealed.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
