/**
 * What the page says, in each of its languages. Words in braces are replaced.
 * A direction belongs to each language: nothing in the page assumes one.
 *
 * @type {import('../page/steps.js').Texts}
 */
export const texts = {
  en: {
    dir: 'ltr',
    other: 'Deutsch',
    title: 'Import hardware tokens',
    lead:
      'Adds the tokens of a vendor’s file to this account, from where users enable them by ' +
      'serial number. The file is opened in your browser: its passphrase or key is not sent.',
    insecure:
      'This page came over plain HTTP, where anyone on the way could read the seeds. Open it ' +
      'with https.',
    unsupported:
      'This browser has no WebAssembly, or it is switched off, as in Lockdown Mode. Use another ' +
      'browser, or the command virtualmfa import.',

    fileTitle: '1. Choose the vendor’s file',
    fileText: 'A PSKC file (RFC 6030), or a CSV file of OATH or Yubico.',
    fileLabel: 'File',
    drop: 'You can drop the file here, too.',
    reading: 'Reading {file} …',
    opened: '{file} has been read.',
    needsPassphrase: '{file} is encrypted with a passphrase.',
    needsKey: '{file} is encrypted with a pre-shared key.',
    passphrase: 'Passphrase of the file',
    key: 'Pre-shared key of the file, in hexadecimal',
    open: 'Open the file',
    empty: 'Enter what the vendor gave you to open the file.',
    wrong: 'The passphrase or key is wrong, or the file was changed on its way.',
    noKey: 'A pre-shared key has 32, 48 or 64 hexadecimal digits.',
    large:
      'The file is too large for this page, which takes 32 MiB and 250,000 tokens. The command ' +
      'virtualmfa import takes 256 MiB.',
    unusableFile: 'This file cannot be used: {reason}.',
    unread: 'The browser cannot read this file. Choose it again.',
    crashed:
      'The file could not be read, perhaps because it needs more memory than the browser has. ' +
      'Use the command virtualmfa import.',
    notLoaded:
      'A part of this page could not be loaded. Check your connection and choose the file again.',
    notBuilt:
      'This server was built without the module that reads files. Build it with make wasm, or use ' +
      'the command virtualmfa import.',

    contentsTitle: '2. See what is in it',
    contents: 'Tokens that can be imported: {usable} of {all}.',
    some: 'The table shows {shown} of {all} rows, those with a problem first.',
    row: 'Row',
    serial: 'Serial number',
    result: 'Result',
    usable: 'Can be imported',
    unusable: 'Cannot be used',

    credentialsTitle: '3. Enter an administrator’s access key',
    credentialsText:
      'Requests are signed with it in your browser. The secret access key is not sent, and ' +
      'nothing is stored.',
    keyID: 'Access key ID',
    secretKey: 'Secret access key',
    sessionToken: 'Session token, if the access key is temporary',
    checkHint: 'A check asks the service what it would do, and imports nothing.',
    check: 'Check',
    import: 'Import',
    goOn: 'Go on with the import',
    missing: 'Enter the access key ID and the secret access key.',
    noKeyID: 'An access key ID has 16 to 128 letters, digits and underscores.',
    badCredentials: 'The service does not accept these credentials:',
    accessDenied:
      'These credentials may not import tokens. Their user needs a policy that allows it:',
    refused: 'The service refuses the request:',
    clock:
      'The clock of this computer was changed since the page was loaded, and the service takes no ' +
      'signature of another time. Reload the page. What was imported stays imported.',
    unknown:
      'The service does not know this operation: it is another one, or older than this page. ' +
      'Have it updated.',
    tooLarge:
      'The request is too large for the service, or for a proxy or firewall before it. ' +
      'What was imported stays imported.',
    busy:
      'The service gets too many requests at the moment. What was imported stays imported. ' +
      'Try again in a minute.',
    unreachable:
      'The service cannot be reached, or has a problem. What was imported stays imported. ' +
      'Try again.',
    lost: 'The page has lost the file. Choose it again: what was imported stays imported.',

    checked: 'What an import would do',
    imported: '4. Read the report',
    progress: 'Going through {all} rows …',
    sums: 'Imported: {imported}. Already there and not changed: {existed}. Not imported: {refused}.',
    checkedSums:
      'Would be imported: {imported}. Already there: {existed}. Would not be imported: {refused}.',
    finished:
      'The page has erased the seeds from its memory. Delete the file, too: anyone who can open ' +
      'it can read the seeds.',
    download: 'Download the rows that were not imported',
    wouldBe: 'Would be imported',
    Imported: 'Imported',
    AlreadyExists: 'Already there, not changed',
    Refused: 'Refused',
  },
  de: {
    dir: 'ltr',
    other: 'English',
    title: 'Hardware-Token importieren',
    lead:
      'Fügt diesem Konto die Token aus der Datei eines Herstellers hinzu. Benutzer aktivieren sie ' +
      'mit der Seriennummer. Die Datei wird in Ihrem Browser geöffnet: Passwort oder Schlüssel ' +
      'der Datei werden nicht gesendet.',
    insecure:
      'Diese Seite kam über unverschlüsseltes HTTP, wo die Seeds unterwegs gelesen werden ' +
      'könnten. Öffnen Sie sie mit https.',
    unsupported:
      'In diesem Browser fehlt WebAssembly, oder es ist abgeschaltet, etwa im Blockierungsmodus. ' +
      'Nehmen Sie einen anderen Browser oder den Befehl virtualmfa import.',

    fileTitle: '1. Datei des Herstellers wählen',
    fileText: 'Eine PSKC-Datei (RFC 6030) oder eine CSV-Datei von OATH oder Yubico.',
    fileLabel: 'Datei',
    drop: 'Sie können die Datei auch hierher ziehen.',
    reading: '{file} wird gelesen …',
    opened: '{file} wurde gelesen.',
    needsPassphrase: '{file} ist mit einem Passwort verschlüsselt.',
    needsKey: '{file} ist mit einem vorab vereinbarten Schlüssel verschlüsselt.',
    passphrase: 'Passwort der Datei',
    key: 'Vereinbarter Schlüssel der Datei, hexadezimal',
    open: 'Datei öffnen',
    empty: 'Geben Sie ein, was Ihnen der Hersteller zum Öffnen der Datei gegeben hat.',
    wrong: 'Das Passwort oder der Schlüssel ist falsch, oder die Datei wurde unterwegs verändert.',
    noKey: 'Ein vereinbarter Schlüssel hat 32, 48 oder 64 hexadezimale Ziffern.',
    large:
      'Die Datei ist zu groß für diese Seite, die 32 MiB und 250.000 Token liest. Der Befehl ' +
      'virtualmfa import liest 256 MiB.',
    unusableFile: 'Diese Datei ist nicht verwendbar: {reason}.',
    unread: 'Der Browser kann die Datei nicht lesen. Wählen Sie sie noch einmal.',
    crashed:
      'Die Datei konnte nicht gelesen werden, vielleicht weil der Speicher des Browsers nicht ' +
      'reicht. Nehmen Sie den Befehl virtualmfa import.',
    notLoaded:
      'Ein Teil dieser Seite konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und wählen ' +
      'Sie die Datei noch einmal.',
    notBuilt:
      'Dieser Server wurde ohne das Modul gebaut, das Dateien liest. Bauen Sie es mit make wasm, ' +
      'oder nehmen Sie den Befehl virtualmfa import.',

    contentsTitle: '2. Inhalt ansehen',
    contents: 'Token, die importiert werden können: {usable} von {all}.',
    some: 'Die Tabelle zeigt {shown} von {all} Zeilen, zuerst die mit einem Problem.',
    row: 'Zeile',
    serial: 'Serien\u00adnummer',
    result: 'Ergebnis',
    usable: 'Kann importiert werden',
    unusable: 'Nicht verwendbar',

    credentialsTitle: '3. Zugriffsschlüssel der Administration eingeben',
    credentialsText:
      'Damit werden die Anfragen in Ihrem Browser signiert. Der geheime Zugriffsschlüssel wird ' +
      'nicht gesendet, und nichts wird gespeichert.',
    keyID: 'Zugriffsschlüssel-ID',
    secretKey: 'Geheimer Zugriffsschlüssel',
    sessionToken: 'Sitzungstoken, falls der Zugriffsschlüssel befristet ist',
    checkHint: 'Eine Prüfung fragt den Dienst, was er tun würde, und importiert nichts.',
    check: 'Prüfen',
    import: 'Importieren',
    goOn: 'Import fortsetzen',
    missing: 'Geben Sie die Zugriffsschlüssel-ID und den geheimen Zugriffsschlüssel ein.',
    noKeyID: 'Eine Zugriffsschlüssel-ID hat 16 bis 128 Buchstaben, Ziffern und Unterstriche.',
    badCredentials: 'Der Dienst akzeptiert diese Zugangsdaten nicht:',
    accessDenied:
      'Mit diesen Zugangsdaten dürfen Sie keine Token importieren. Dafür braucht es eine Richtlinie:',
    refused: 'Der Dienst lehnt die Anfrage ab:',
    clock:
      'Die Uhr dieses Computers wurde verstellt, seit die Seite geladen wurde, und der Dienst nimmt ' +
      'keine Signatur einer anderen Zeit. Laden Sie die Seite neu. Was importiert wurde, bleibt ' +
      'importiert.',
    unknown:
      'Der Dienst kennt diese Operation nicht: Er ist ein anderer oder älter als diese Seite. ' +
      'Lassen Sie ihn aktualisieren.',
    tooLarge:
      'Die Anfrage ist zu groß für den Dienst oder für einen Proxy oder eine Firewall davor. ' +
      'Was importiert wurde, bleibt importiert.',
    busy:
      'Der Dienst bekommt gerade zu viele Anfragen. Was importiert wurde, bleibt importiert. ' +
      'Versuchen Sie es in einer Minute noch einmal.',
    unreachable:
      'Der Dienst ist nicht erreichbar oder gestört. Was importiert wurde, bleibt importiert. ' +
      'Versuchen Sie es noch einmal.',
    lost:
      'Die Seite hat die Datei verloren. Wählen Sie sie noch einmal: Was importiert wurde, bleibt ' +
      'importiert.',

    checked: 'Was ein Import tun würde',
    imported: '4. Bericht lesen',
    progress: '{all} Zeilen werden verarbeitet …',
    sums:
      'Importiert: {imported}. Schon vorhanden und nicht geändert: {existed}. ' +
      'Nicht importiert: {refused}.',
    checkedSums:
      'Würden importiert: {imported}. Schon vorhanden: {existed}. Würden nicht importiert: {refused}.',
    finished:
      'Die Seite hat die Seeds aus ihrem Speicher gelöscht. Löschen Sie auch die Datei: Wer sie ' +
      'öffnen kann, kann die Seeds lesen.',
    download: 'Nicht importierte Zeilen herunterladen',
    wouldBe: 'Würde importiert',
    Imported: 'Importiert',
    AlreadyExists: 'Schon vorhanden, nicht geändert',
    Refused: 'Abgelehnt',
  },
};
