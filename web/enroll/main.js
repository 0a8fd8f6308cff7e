import { Refusal } from '../page/service.js';
import { start } from '../toolkit/start.js';
import { connect } from './service.js';
import { startSetup } from './setup.js';
import { byId, frame, say, show } from './view.js';

// The ticket is in the fragment, which no server sees. It leaves the address
// bar at once, and stays with this entry of the history, so that a reload and
// the way back find it.
const ticket = location.hash.slice(1) || history.state?.ticket || '';
history.replaceState(ticket ? { ticket } : null, '', location.pathname);

// Without WebAssembly the page shows the service's picture, and can say less
// about codes that were refused.
const toolkit = start({ wasm: new URL('otp.wasm', document.baseURI) }).catch(() => undefined);

/** @type {Record<string, string>} */
const endings = {
  InvalidEnrollmentTicket: 'invalid',
  EnrollmentTicketExpired: 'expired',
  EnrollmentTicketNotApproved: 'waiting',
  EnrollmentTicketRedeemed: 'redeemed',
  EnrollmentTicketRevoked: 'revoked',
  NoSuchEntity: 'revoked', // its user is gone
  EntityAlreadyExists: 'unavailable',
  Unavailable: 'unavailable',
};

const setup = startSetup(connect(ticket), toolkit, refused);

/** @param {unknown} error */
function refused(error) {
  setup.clear();
  const code = error instanceof Refusal ? error.code : '';
  end(endings[code] ?? 'failed');
}

/** @param {string} ending a key of the texts, with Title and Text behind it */
function end(ending) {
  show(['message'], `${ending}Title`, () => {
    frame('', '');
    byId('message-text').textContent = say()[ending === 'failed' ? ending : `${ending}Text`];
    byId('retry').textContent = say().retry;
    byId('retry').hidden = ending !== 'failed' && ending !== 'waiting';
  });
  document.documentElement.dataset.ready = ending;
}

async function run() {
  show(['loading'], 'title', () => {
    frame('', '');
    byId('loading').textContent = say().loading;
  });
  try {
    if (!ticket) throw new Refusal('InvalidEnrollmentTicket', '');
    await setup.start();
    document.documentElement.dataset.ready = 'ready';
  } catch (error) {
    refused(error);
  }
}

byId('retry').addEventListener('click', run);
// A page that comes back from the back-forward cache asks again where it was.
addEventListener('pagehide', () => setup.clear());
addEventListener('pageshow', (event) => event.persisted && location.reload());
// Another link opened in this tab changes the fragment only.
addEventListener('hashchange', () => location.reload());
run();
