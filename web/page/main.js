import { define } from '../toolkit/elements.js';
import { load } from '../toolkit/index.js';
import { startClock } from './clock.js';
import { byId, sentence } from './dom.js';
import { startDevice } from './device.js';
import { startEntry } from './entry.js';

const text = byId('loading-text');
const retry = byId('retry');

async function start() {
  retry.hidden = true;
  text.textContent = 'Loading…';
  try {
    run(await load());
  } catch (error) {
    text.textContent = `${sentence(error)} If this is your own copy of the page, “make wasm” builds the module.`;
    retry.hidden = false;
    document.documentElement.dataset.ready = 'failed';
  }
}

/** @param {import('../toolkit/toolkit.js').Toolkit} otp */
function run(otp) {
  define(otp);
  const device = startDevice(otp);
  const clock = startClock(otp);
  const entry = startEntry(otp, (key) => {
    device.show(key);
    clock.show(key);
  });
  addEventListener('pagehide', () => entry.clear()); // a page in the back-forward cache keeps its fields
  byId('loading').hidden = true;
  document.documentElement.dataset.ready = 'ready';
}

retry.addEventListener('click', start);
start();
