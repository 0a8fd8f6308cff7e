import { define } from '../toolkit/elements.js';
import { ToolkitError } from '../toolkit/error.js';
import { load } from '../toolkit/lean.js';
import { startDevice } from './device.js';
import { startDiagnosis } from './diagnosis.js';
import { byId, sentence } from './dom.js';
import { startEntry } from './entry.js';

const text = byId('loading-text');
const retry = byId('retry');

async function start() {
  retry.hidden = true;
  text.textContent = 'Loading…';
  try {
    run(await load());
  } catch (error) {
    const lasting = error instanceof ToolkitError && error.kind === 'unsupported';
    text.textContent = `${sentence(error)} ${lasting ? withoutWebAssembly : withoutModule}`;
    retry.hidden = lasting;
    document.documentElement.dataset.ready = 'failed';
  }
}

const withoutModule = 'If this is your own copy of the page, “make wasm” builds the module.';
const withoutWebAssembly =
  'This page computes everything itself and needs WebAssembly for it. Lockdown Mode and some ' +
  'browsers’ stricter security settings switch it off: allow it for this site, or use another browser.';

/** @param {import('../toolkit/toolkit.js').Toolkit} otp */
function run(otp) {
  define(otp);
  const device = startDevice(otp);
  const diagnosis = startDiagnosis(otp);
  const entry = startEntry(otp, (key) => {
    device.show(key);
    diagnosis.show(key);
  });
  // A page in the back-forward cache would keep its fields.
  addEventListener('pagehide', () => entry.clear());
  byId('loading').hidden = true;
  document.documentElement.dataset.ready = 'ready';
}

byId('as-file').hidden = true;
retry.addEventListener('click', start);
start();
