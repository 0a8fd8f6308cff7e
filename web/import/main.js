import { startFile } from './file.js';
import { startImport } from './run.js';
import { byId, say, show } from './view.js';

const run = startImport(render);
const file = startFile(render, run.use);

function render() {
  const shown = ['choose'];
  if (run.canImport()) shown.push('contents', 'credentials');
  if (run.hasReport()) shown.push('report');
  show(shown, 'title', () => {
    file.write();
    run.write();
  });
}

function start() {
  if (isSecureContext && globalThis.WebAssembly) {
    render();
    return 'ready';
  }
  const reason = isSecureContext ? 'unsupported' : 'insecure';
  show(['message'], 'title', () => {
    byId('message-text').textContent = say()[reason];
  });
  return reason;
}

document.documentElement.dataset.ready = start();

addEventListener('pagehide', () => {
  file.forget();
  run.forget();
});
// A page that comes back from the back-forward cache has forgotten everything.
addEventListener('pageshow', (event) => event.persisted && location.reload());
