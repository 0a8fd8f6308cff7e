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
    loading: 'Loading…',
    title: 'Set up your MFA device',
    lead: 'For the user {user} in the account {account}. It takes about two minutes.',
    expiry: 'This link works until {time}, and only once.',

    appTitle: '1. Get an authenticator app',
    appText:
      'On your phone, install an authenticator app if you have none. Any app for time-based ' +
      'codes does; your phone’s own password manager may already be one.',

    resumeTitle: '2. You have been here before',
    resumeText:
      'A QR code was shown for this device already. If you have scanned it, go on with step 3. ' +
      'If not, show a new one: whatever was scanned before stops working then, and can be ' +
      'deleted from the app.',
    showNewCode: 'Show a new QR code',

    scanTitle: '2. Scan the QR code with the app',
    scanText: 'In the app, add an account and point the camera at this picture.',
    picture: 'QR code to set up {device} at {issuer} in an authenticator app',
    openApp: 'Open in an app on this device',
    openAppHint: 'If the app is on the device where you read this, there is nothing to scan.',
    keyTitle: 'Or type the setup key',
    keyText: 'Time-based, 6 digits, 30 seconds. Do not send it to anyone.',
    copyKey: 'Copy the key',
    copied: 'Copied.',
    copyRefused: 'The browser refused to copy. Select the key and copy it yourself.',

    codesTitle: '3. Enter two codes',
    codesText: 'Enter the code that the app shows. Wait for the next one, and enter that too.',
    countdown: 'The next code comes in {seconds} s.',
    olderCode: 'First code',
    newerCode: 'Second code, the next one',
    finish: 'Finish',
    checking: 'Checking…',

    doneTitle: 'Your device is set up',
    doneText: 'The device {device} now belongs to {user}.',
    doneHint: 'Keep the entry in the app. You can close this page; the link has done its work.',

    sixDigits: 'A code has six digits.',
    sameCode: 'Both codes are the same. Wait until the app shows the next one.',
    fast:
      'The phone’s clock is fast by {span}. Turn on automatic date and time in its ' +
      'settings, then enter two new codes.',
    slow:
      'The phone’s clock is slow by {span}. Turn on automatic date and time in its ' +
      'settings, then enter two new codes.',
    late: 'The codes were entered too late. Enter two new ones and finish at once.',
    wrongOrder: 'The codes are in the wrong order. The one that the app showed first goes first.',
    notConsecutive: 'The codes do not follow each other. Enter two without leaving one out.',
    oneWrong:
      'Only one of the codes is right. Check the other for a mistyped digit, and that both ' +
      'come from the same entry in the app.',
    noneRight:
      'Neither code belongs to this key. The app probably shows another entry. Scan the ' +
      'QR code above again, and use the new entry.',
    superseded:
      'The codes are right for this key, but the service has another one by now, or they ' +
      'were used before. If this link is open elsewhere, too, go on there, or show a new ' +
      'code here and scan that.',
    refused:
      'The codes were refused. Enter two new ones, from the entry that you scanned last. ' +
      'If that does not help, show a new QR code and scan that.',
    tooMany: 'Too many attempts. Try again after {time}.',
    tooManyForLink: 'Too many attempts with this link. Ask your administrator for a new one.',
    tooManyDevices:
      'This user has as many devices as possible. Ask your administrator to remove one.',
    busy: 'Something else was changed at the same time. Enter two new codes.',
    failed: 'The service cannot be reached, or has a problem. Check your connection and try again.',
    retry: 'Try again',
    seconds: '{n} seconds',
    minutes: '{n} minutes',
    hours: '{n} hours',
    hoursAndMinutes: '{n} h {m} min',

    waitingTitle: 'This link is not approved yet',
    waitingText:
      'A second administrator has to approve it. Try again once you have heard that it is done.',
    expiredTitle: 'This link has expired',
    expiredText: 'It worked for a limited time. Ask your administrator for a new one.',
    redeemedTitle: 'This link has been used',
    redeemedText:
      'A device was set up with it. If that was you, you are done. If not, tell your ' +
      'administrator at once.',
    revokedTitle: 'This link has been withdrawn',
    revokedText: 'Your administrator has revoked it. Ask for a new one if you still need it.',
    invalidTitle: 'This link is not valid',
    invalidText:
      'Part of it may have been lost. Copy the whole link from the message that you got, ' +
      'or ask your administrator for a new one.',
    unavailableTitle: 'This device name is taken',
    unavailableText:
      'Another device has the name that this link is for. Ask your administrator for a new ' +
      'link.',
    failedTitle: 'Something went wrong',
  },
  de: {
    dir: 'ltr',
    other: 'English',
    loading: 'Wird geladen …',
    title: 'MFA-Gerät einrichten',
    lead: 'Für den Benutzer {user} im Konto {account}. Es dauert etwa zwei Minuten.',
    expiry: 'Dieser Link gilt bis {time}, und nur einmal.',

    appTitle: '1. Authenticator-App bereitlegen',
    appText:
      'Installieren Sie auf Ihrem Telefon eine Authenticator-App, falls Sie noch keine haben. ' +
      'Jede App für zeitbasierte Codes ist geeignet; vielleicht kann es schon die ' +
      'Passwortverwaltung Ihres Telefons.',

    resumeTitle: '2. Sie waren schon einmal hier',
    resumeText:
      'Für dieses Gerät wurde bereits ein QR-Code angezeigt. Wenn Sie ihn gescannt haben, machen ' +
      'Sie mit Schritt 3 weiter. Wenn nicht, lassen Sie sich einen neuen anzeigen: Was vorher ' +
      'gescannt wurde, gilt dann nicht mehr und kann in der App gelöscht werden.',
    showNewCode: 'Neuen QR-Code anzeigen',

    scanTitle: '2. QR-Code mit der App scannen',
    scanText: 'Fügen Sie in der App ein Konto hinzu und richten Sie die Kamera auf dieses Bild.',
    picture: 'QR-Code, um {device} bei {issuer} in einer Authenticator-App einzurichten',
    openApp: 'In einer App auf diesem Gerät öffnen',
    openAppHint:
      'Wenn die App auf dem Gerät ist, auf dem Sie dies lesen, müssen Sie nichts scannen.',
    keyTitle: 'Oder den Schlüssel eintippen',
    keyText: 'Zeitbasiert, 6 Ziffern, 30 Sekunden. Senden Sie ihn an niemanden.',
    copyKey: 'Schlüssel kopieren',
    copied: 'Kopiert.',
    copyRefused:
      'Der Browser hat das Kopieren verweigert. Markieren und kopieren Sie den Schlüssel ' +
      'selbst.',

    codesTitle: '3. Zwei Codes eingeben',
    codesText:
      'Geben Sie den Code ein, den die App zeigt. Warten Sie auf den nächsten und geben ' +
      'Sie auch ihn ein.',
    countdown: 'Der nächste Code kommt in {seconds} s.',
    olderCode: 'Erster Code',
    newerCode: 'Zweiter Code, der nächste',
    finish: 'Fertigstellen',
    checking: 'Wird geprüft …',

    doneTitle: 'Ihr Gerät ist eingerichtet',
    doneText: 'Das Gerät {device} gehört jetzt {user}.',
    doneHint:
      'Behalten Sie den Eintrag in der App. Sie können diese Seite schließen; der Link hat ' +
      'seinen Zweck erfüllt.',

    sixDigits: 'Ein Code hat sechs Ziffern.',
    sameCode: 'Beide Codes sind gleich. Warten Sie, bis die App den nächsten zeigt.',
    fast:
      'Die Uhr des Telefons geht um {span} vor. Schalten Sie in den Einstellungen Datum ' +
      'und Uhrzeit auf automatisch und geben Sie zwei neue Codes ein.',
    slow:
      'Die Uhr des Telefons geht um {span} nach. Schalten Sie in den Einstellungen Datum ' +
      'und Uhrzeit auf automatisch und geben Sie zwei neue Codes ein.',
    late: 'Die Codes kamen zu spät. Geben Sie zwei neue ein und senden Sie sie sofort ab.',
    wrongOrder: 'Die Codes sind vertauscht. Zuerst kommt der, den die App zuerst gezeigt hat.',
    notConsecutive:
      'Die Codes folgen nicht aufeinander. Geben Sie zwei ein, ohne einen auszulassen.',
    oneWrong:
      'Nur einer der Codes stimmt. Prüfen Sie den anderen auf Tippfehler und ob beide vom ' +
      'selben Eintrag der App stammen.',
    noneRight:
      'Keiner der Codes gehört zu diesem Schlüssel. Wahrscheinlich zeigt die App einen ' +
      'anderen Eintrag. Scannen Sie den QR-Code oben noch einmal und nehmen Sie den neuen ' +
      'Eintrag.',
    superseded:
      'Die Codes passen zu diesem Schlüssel, aber der Dienst hat inzwischen einen anderen, ' +
      'oder sie wurden schon benutzt. Wenn der Link noch woanders offen ist, machen Sie ' +
      'dort weiter, oder lassen Sie sich hier einen neuen QR-Code anzeigen und scannen Sie ' +
      'ihn.',
    refused:
      'Die Codes wurden abgelehnt. Geben Sie zwei neue ein, vom zuletzt gescannten ' +
      'Eintrag. Wenn das nicht hilft, lassen Sie sich einen neuen QR-Code anzeigen und ' +
      'scannen Sie ihn.',
    tooMany: 'Zu viele Versuche. Versuchen Sie es wieder nach {time}.',
    tooManyForLink:
      'Zu viele Versuche mit diesem Link. Bitten Sie Ihre Administratoren um einen neuen.',
    tooManyDevices:
      'Dieser Benutzer hat so viele Geräte wie möglich. Bitten Sie Ihre Administratoren, ' +
      'eines zu entfernen.',
    busy: 'Gleichzeitig wurde etwas anderes geändert. Geben Sie zwei neue Codes ein.',
    failed:
      'Der Dienst ist nicht erreichbar oder gestört. Prüfen Sie Ihre Verbindung und ' +
      'versuchen Sie es noch einmal.',
    retry: 'Noch einmal versuchen',
    seconds: '{n} Sekunden',
    minutes: '{n} Minuten',
    hours: '{n} Stunden',
    hoursAndMinutes: '{n} h {m} min',

    waitingTitle: 'Dieser Link ist noch nicht genehmigt',
    waitingText:
      'Eine zweite Person aus der Administration muss ihn genehmigen. Versuchen Sie es noch ' +
      'einmal, sobald Sie wissen, dass das geschehen ist.',
    expiredTitle: 'Dieser Link ist abgelaufen',
    expiredText: 'Er galt nur eine bestimmte Zeit. Bitten Sie Ihre Administratoren um einen neuen.',
    redeemedTitle: 'Dieser Link wurde schon benutzt',
    redeemedText:
      'Mit ihm wurde ein Gerät eingerichtet. Wenn Sie das waren, sind Sie fertig. Wenn ' +
      'nicht, sagen Sie es sofort Ihren Administratoren.',
    revokedTitle: 'Dieser Link wurde zurückgezogen',
    revokedText:
      'Ihre Administratoren haben ihn widerrufen. Bitten Sie um einen neuen, wenn Sie ihn ' +
      'noch brauchen.',
    invalidTitle: 'Dieser Link ist ungültig',
    invalidText:
      'Vielleicht fehlt ein Teil. Kopieren Sie den ganzen Link aus der Nachricht, oder ' +
      'bitten Sie Ihre Administratoren um einen neuen.',
    unavailableTitle: 'Dieser Gerätename ist vergeben',
    unavailableText:
      'Ein anderes Gerät hat den Namen, für den dieser Link gilt. Bitten Sie Ihre ' +
      'Administratoren um einen neuen Link.',
    failedTitle: 'Etwas ist schiefgegangen',
  },
};
