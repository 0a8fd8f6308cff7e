import { Refusal } from '../page/service.js';
import { ServerClock } from './clock.js';
import { explain } from './diagnosis.js';
import {
  byId,
  complain,
  draw,
  drawPNG,
  frame,
  say,
  sentence,
  show,
  spell,
  written,
} from './view.js';

/**
 * @typedef {import('../toolkit/toolkit.js').Toolkit} Toolkit
 * @typedef {ReturnType<typeof import('./service.js').connect>} Service
 * @typedef {{ UserName: string, AccountLabel: string, Issuer: string,
 *   Expiration: string, VirtualMFADeviceName: string, DeviceStatus: string,
 *   ServerTime: string }} State
 */

/** @type {HTMLInputElement} */ const older = byId('older');
/** @type {HTMLInputElement} */ const newer = byId('newer');
/** @type {HTMLButtonElement} */ const submit = byId('submit');

/**
 * Apps show a code in two halves, and people copy the space.
 *
 * @param {HTMLInputElement} input
 */
const digits = (input) => input.value.replace(/\s/g, '');

/**
 * The steps from a ticket to a device that works.
 *
 * @param {Service} service
 * @param {Promise<Toolkit | undefined>} toolkit undefined without WebAssembly
 * @param {(error: unknown) => void} refused takes what ends the setup
 */
export function startSetup(service, toolkit, refused) {
  const clock = new ServerClock();
  /** @type {State} */ let state;
  /** @type {Toolkit | undefined} */ let otp;
  let seed = ''; // "" where another page has shown it
  let png = '';
  let entered = 0; // when a code was typed last, by the service's clock

  const values = () => ({
    user: state.UserName,
    account: state.AccountLabel,
    device: state.VirtualMFADeviceName,
    issuer: state.Issuer,
    time: written(state.Expiration),
  });

  /** @param {string[]} shown */
  const present = (shown) =>
    show(shown, 'title', () => {
      frame(sentence('lead', values()), sentence('expiry', values()));
      byId('renew').hidden = true;
      complain('');
      if (seed) drawKey();
    });

  function drawKey() {
    const account = `${state.VirtualMFADeviceName}@${state.AccountLabel}`;
    const key = { issuer: state.Issuer, account, seed };
    const name = sentence('picture', values());
    const uri = otp?.uri(key);
    if (otp && uri) draw(otp.symbol(uri), name);
    else drawPNG(png, name);
    /** @type {HTMLAnchorElement} */ const link = byId('open-app');
    link.hidden = !uri;
    byId('open-app-hint').hidden = !uri;
    if (uri) link.href = uri;
    spell(seed);
  }

  async function create() {
    const answer = (await service.create()).VirtualMFADevice;
    seed = atob(answer.Base32StringSeed);
    png = answer.QRCodePNG;
    byId('copied').textContent = '';
    byId('copy-error').textContent = '';
    present(['app', 'scan', 'codes']);
  }

  async function start() {
    const asked = performance.now();
    state = await service.state();
    clock.set(state.ServerTime, asked);
    if (state.DeviceStatus === 'Unavailable') throw new Refusal('Unavailable', '');
    otp = await toolkit;
    if (state.DeviceStatus === 'NotCreated') await create();
    else present(['app', 'resume', 'codes']);
    tick();
  }

  function tick() {
    byId('countdown').textContent = sentence('countdown', { seconds: clock.left() });
  }

  /** Creates the device again: the seed shown before is worth nothing then. */
  async function renew() {
    try {
      await create();
      byId('title').focus();
    } catch (error) {
      refused(error);
    }
  }

  function check() {
    const codes = [older, newer].filter((input) => !/^\d{6}$/.test(digits(input)));
    if (codes.length) complain(say().sixDigits, codes);
    else if (digits(older) === digits(newer)) complain(say().sameCode, [newer]);
    else return true;
    return false;
  }

  async function finish() {
    if (!check()) return;
    complain('');
    submit.disabled = true;
    submit.textContent = say().checking;
    const codes = { older: digits(older), newer: digits(newer), entered, sent: clock.now() };
    try {
      await service.enable(codes.older, codes.newer);
      clear();
      show(['done'], 'doneTitle', () => {
        byId('done-text').textContent = sentence('doneText', values());
        frame('', '');
      });
    } catch (error) {
      advise(error, codes);
    } finally {
      submit.disabled = false;
      submit.textContent = say().finish;
    }
  }

  /** @param {unknown} error @param {Parameters<typeof explain>[3]} codes */
  function advise(error, codes) {
    switch (error instanceof Refusal && error.code) {
      case 'InvalidAuthenticationCode':
        complain(explain(say(), otp, seed, codes), [older, newer]);
        byId('renew').hidden = false;
        older.value = '';
        newer.value = '';
        break;
      case 'LimitExceeded': {
        const { message } = /** @type {Refusal} */ (error);
        const [until] = message.match(/\d{4}-\d\d-\d\dT[\d:]+Z/) ?? [];
        complain(until ? waitUntil(until) : say().tooManyDevices);
        break;
      }
      case 'ConcurrentModification':
        complain(say().busy, [older, newer]);
        break;
      case 'Unreachable':
      case 'Throttling':
      case 'ServiceFailure':
      case 'ServiceUnavailable':
        complain(say().failed);
        break;
      default:
        refused(error);
    }
  }

  /** There is nothing to wait for if the link has expired by then. @param {string} time */
  const waitUntil = (time) =>
    Date.parse(time) < Date.parse(state.Expiration)
      ? sentence('tooMany', { time: written(time) })
      : say().tooManyForLink;

  /** Forgets the key and the codes. */
  function clear() {
    seed = '';
    png = '';
    older.value = '';
    newer.value = '';
    byId('picture').replaceChildren();
    byId('key').replaceChildren();
    byId('open-app').removeAttribute('href');
  }

  for (const input of [older, newer]) {
    input.addEventListener('input', () => {
      entered = clock.now();
      complain('');
    });
  }
  byId('codes').addEventListener('submit', (event) => {
    event.preventDefault();
    if (!submit.disabled) finish();
  });
  byId('again').addEventListener('click', renew);
  byId('renew').addEventListener('click', renew);
  byId('copy').addEventListener('click', async () => {
    byId('copied').textContent = '';
    byId('copy-error').textContent = '';
    try {
      await navigator.clipboard.writeText(seed);
      byId('copied').textContent = say().copied;
    } catch {
      byId('copy-error').textContent = say().copyRefused;
    }
  });
  setInterval(() => byId('codes').hidden || tick(), 1000);
  return { start, clear };
}
