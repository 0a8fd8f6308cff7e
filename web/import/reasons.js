// Longer than a line may be as a key.
const unauthenticated =
  'a value is encrypted with AES-CBC and has no MAC, so that changes would go unseen; ' +
  'ask the vendor for a file with MACs';

/**
 * What package pskc says is wrong with a file or a token, in German. {0} and
 * {1} stand for numbers.
 *
 * @type {Record<string, string>}
 */
export const reasons = {
  'the file is empty': 'sie ist leer',
  'the file has no tokens': 'sie enthält keine Token',
  'the file ends too early': 'sie endet zu früh',
  'the file is neither XML nor CSV in UTF-8; unpack or convert it first':
    'sie ist weder XML noch CSV in UTF-8; entpacken oder konvertieren Sie sie zuerst',
  'the file is encrypted with OpenPGP; decrypt it first':
    'sie ist mit OpenPGP verschlüsselt; entschlüsseln Sie sie zuerst',
  'the file is encrypted with a certificate; only passphrases and pre-shared keys are supported':
    'sie ist mit einem Zertifikat verschlüsselt; nur Passwörter und vorab vereinbarte Schlüssel ' +
    'sind möglich',
  'the file is XML, but no KeyContainer of RFC 6030':
    'sie ist XML, aber kein KeyContainer nach RFC 6030',
  'the KeyContainer is of a draft before RFC 6030; ask the vendor for the standard':
    'sie folgt einem Entwurf vor RFC 6030; bitten Sie den Hersteller um den Standard',
  'the file is not well-formed XML in line {0}': 'Zeile {0} ist kein wohlgeformtes XML',
  'line {0} is not well-formed CSV': 'Zeile {0} ist kein wohlgeformtes CSV',
  'the file has a document type declaration, which PSKC files do not need':
    'sie hat eine Dokumenttyp-Deklaration, die PSKC-Dateien nicht brauchen',
  'the elements of the file are nested too deeply': 'ihre Elemente sind zu tief verschachtelt',
  'there is text between the elements of the file': 'zwischen ihren Elementen steht Text',
  'there is text after the KeyContainer': 'hinter dem KeyContainer steht Text',
  'something follows the KeyContainer': 'hinter dem KeyContainer folgt etwas',
  'a token of the file has more than {0} KiB': 'ein Token hat mehr als {0} KiB',
  'the EncryptionKey comes after the keys': 'EncryptionKey steht hinter den Schlüsseln',
  'the MACMethod comes after the keys': 'MACMethod steht hinter den Schlüsseln',
  'the file has more than one EncryptionKey': 'sie hat mehr als einen EncryptionKey',
  'the file has more than one MACMethod': 'sie hat mehr als eine MACMethod',
  'the file has a MACMethod, but no EncryptionKey before it':
    'sie hat eine MACMethod, aber keinen EncryptionKey davor',
  "the file's key is derived by something else than PBKDF2":
    'ihr Schlüssel wird anders als mit PBKDF2 abgeleitet',
  'the salt of PBKDF2 is missing or bad': 'das Salz von PBKDF2 fehlt oder ist unbrauchbar',
  'the iterations of PBKDF2 must be 1 to {0}': 'PBKDF2 darf 1 bis {0} Durchläufe haben',
  'the key length of PBKDF2 must be 16, 24 or 32':
    'die Schlüssellänge von PBKDF2 muss 16, 24 oder 32 sein',
  'the file uses an HMAC other than SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512':
    'sie nutzt einen anderen HMAC als SHA-1, SHA-224, SHA-256, SHA-384 und SHA-512',
  'the file uses an encryption other than AES-CBC and AES key wrap':
    'sie nutzt eine andere Verschlüsselung als AES-CBC und AES Key Wrap',
  'the file needs a key of {0} bytes, not {1}':
    'sie braucht einen Schlüssel von {0} Byte, nicht {1}',
  'a value is encrypted, but the file has no EncryptionKey before it':
    'ein Wert ist verschlüsselt, aber davor steht kein EncryptionKey',
  'a value has a MAC, but the file has no MACMethod':
    'ein Wert hat einen MAC, aber die Datei hat keine MACMethod',
  [unauthenticated]:
    'ein Wert ist mit AES-CBC verschlüsselt und hat keinen MAC, sodass Änderungen unbemerkt ' +
    'blieben; bitten Sie den Hersteller um eine Datei mit MACs',
  'a MAC is not base64, or some of it is missing': 'ein MAC ist kein base64, oder ein Teil fehlt',
  'an encrypted value is missing or not base64, or some of it is missing':
    'ein verschlüsselter Wert fehlt oder ist kein base64, oder ein Teil fehlt',
  'an encrypted value has no whole number of blocks':
    'ein verschlüsselter Wert hat keine ganze Zahl von Blöcken',
  'a wrapped key has no whole number of blocks':
    'ein verpackter Schlüssel hat keine ganze Zahl von Blöcken',

  'it counts events (HOTP); only time-based tokens (TOTP) are supported':
    'es zählt Ereignisse (HOTP); nur zeitbasierte Token (TOTP) sind möglich',
  'its algorithm is not stated': 'sein Algorithmus ist nicht angegeben',
  'its algorithm is not TOTP': 'sein Algorithmus ist nicht TOTP',
  'it uses another hash than SHA-1': 'es nutzt einen anderen Hash als SHA-1',
  'the length of its codes is not stated': 'die Länge seiner Codes ist nicht angegeben',
  'its codes do not have six digits': 'seine Codes haben nicht sechs Ziffern',
  'its codes are not decimal': 'seine Codes sind nicht dezimal',
  'its codes have a check digit': 'seine Codes haben eine Prüfziffer',
  'its time step is not stated': 'sein Zeitschritt ist nicht angegeben',
  'its time step is not 30 seconds': 'sein Zeitschritt ist nicht 30 Sekunden',
  'its seed has fewer than {0} bytes': 'sein Seed hat weniger als {0} Byte',
  'its seed has more than {0} bytes': 'sein Seed hat mehr als {0} Byte',
  'its seed is not hexadecimal': 'sein Seed ist nicht hexadezimal',
  'its key is not hexadecimal': 'sein Schlüssel ist nicht hexadezimal',
  'its secret is not base64, or some of it is missing':
    'sein Geheimnis ist kein base64, oder ein Teil fehlt',
  'its secret is not encrypted, although the file has an EncryptionKey':
    'sein Geheimnis ist nicht verschlüsselt, obwohl die Datei einen EncryptionKey hat',
  'its fields are separated by semicolons; they must be separated by commas':
    'seine Felder sind durch Strichpunkte getrennt; es müssen Kommas sein',
  'it is for Yubico OTP or a static password; only HMAC-SHA1 challenge-response can make TOTP codes':
    'es ist für Yubico OTP oder ein festes Passwort; nur HMAC-SHA1 Challenge-Response kann ' +
    'TOTP-Codes erzeugen',
  '(key package {0})': '(Schlüsselpaket {0})',
  'the key package has no key': 'das Schlüsselpaket hat keinen Schlüssel',
  'the key has no secret': 'der Schlüssel hat kein Geheimnis',
  'it has no serial number': 'es hat keine Seriennummer',
  'its serial number looks like a seed': 'seine Seriennummer sieht aus wie ein Seed',
  'its serial number is too long': 'seine Seriennummer ist zu lang',
  'its serial number has fewer than 9 characters, which clients of IAM refuse':
    'seine Seriennummer hat weniger als 9 Zeichen, was IAM-Clients ablehnen',
  'its serial number has characters that IAM refuses':
    'seine Seriennummer hat Zeichen, die IAM ablehnt',
  'its serial number looks like an ARN, which virtual devices have':
    'seine Seriennummer sieht aus wie ein ARN, den virtuelle Geräte haben',
  'row {0} has the same serial number': 'Zeile {0} hat dieselbe Seriennummer',
  'row {0} has the same serial number and another seed':
    'Zeile {0} hat dieselbe Seriennummer und einen anderen Seed',
};
