// The first page of the local server: what it has, as of a second ago.

const interval = 1000; // milliseconds

/** @typedef {{ userName: string, arn: string, created: string, devices: number, accessKeys: number }} User */
/** @typedef {{ serialNumber: string, userName?: string, enabled?: string }} Device */
/**
 * @typedef {{ eventTime: string, eventName: string,
 *   userIdentity: { arn?: string }, errorCode?: string,
 *   errorMessage?: string }} Event
 */
/**
 * @typedef {{ now: string, version: string, accountId: string, partition: string,
 *   region: string, hardware: boolean, users: User[], devices: Device[],
 *   truncated: boolean, records: Event[] }} State
 */

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

// What is shown now, so that a table is changed only when it has to be: a
// reader may be selecting text.
const shown = new Map();

/**
 * @param {string} id of a table
 * @param {string[][]} rows
 * @param {string} none what to say if there are none
 * @param {(row: string[], index: number) => string} [classOf] the class of the last cell
 */
function fill(id, rows, none, classOf = () => '') {
  const text = JSON.stringify(rows);
  if (shown.get(id) === text) return;
  shown.set(id, text);
  const body = /** @type {HTMLTableElement} */ (element(id)).tBodies[0];
  const columns = element(id).querySelectorAll('th').length;
  body?.replaceChildren(
    ...(rows.length ? rows : [[none]]).map((cells, index) => {
      const row = document.createElement('tr');
      for (const content of cells) {
        const cell = row.insertCell();
        cell.textContent = content;
        if (cells.length === 1) cell.colSpan = columns;
      }
      const last = row.lastElementChild;
      if (last && rows.length) last.className = classOf(cells, index);
      return row;
    }),
  );
}

/** @param {string} time */
const short = (time) => time.slice(0, 19).replace('T', ' ');

/** @param {string} time */
const clockOf = (time) => time.slice(11, 19);

// The name at the end of an ARN, of a session with that of its role.
/** @param {string} [arn] */
const nameOf = (arn = 'unknown') =>
  arn.includes(':user/') ? arn.replace(/^.*\//, '') : arn.replace(/^.*:(?:[a-z-]+\/)?/, '');

/** @param {number} seconds */
function duration(seconds) {
  const parts = [
    `${Math.floor(seconds / 86_400)} d`,
    `${Math.floor(seconds / 3600) % 24} h`,
    `${Math.floor(seconds / 60) % 60} min`,
    `${seconds % 60} s`,
  ];
  return parts.filter((part) => !part.startsWith('0 ')).join(' ');
}

/** @param {State} state */
function show(state) {
  element('account').textContent = state.accountId;
  element('import').hidden = !state.hardware;
  element('version').textContent = `Version ${state.version}, partition ${state.partition}.`;
  const endpoint = new URL('.', location.href).href.replace(/\/$/, '');
  element('exports').textContent = [
    `export AWS_ENDPOINT_URL=${endpoint}`,
    `export AWS_REGION=${state.region}`,
    `export AWS_DEFAULT_REGION=${state.region}`,
  ].join('\n');
  element('now').textContent = `${short(state.now)} UTC`;
  const ahead = Math.round((Date.parse(state.now) - Date.now()) / 1000);
  element('offset').textContent =
    Math.abs(ahead) < 5
      ? 'the real time'
      : `${duration(Math.abs(ahead))} ${ahead > 0 ? 'ahead' : 'behind'}`;
  const more = state.truncated ? [['… and more']] : [];
  fill(
    'users',
    [
      ...state.users.map((u) => [
        u.arn.replace(/^.*:user/, ''),
        `${u.devices}`,
        `${u.accessKeys}`,
        short(u.created),
      ]),
      ...more,
    ],
    'There are no users yet.',
  );
  fill(
    'devices',
    state.devices.map((d) => [
      d.serialNumber,
      d.enabled ? d.userName || 'account root' : '–',
      d.enabled ? `enabled ${short(d.enabled)}` : 'not assigned',
    ]),
    'There are no devices yet.',
  );
  fill(
    'records',
    state.records.map((r) => [
      clockOf(r.eventTime),
      r.eventName,
      nameOf(r.userIdentity.arn),
      [r.errorCode ?? 'granted', r.errorMessage].filter(Boolean).join(': '),
    ]),
    'There are no requests yet.',
    (_, index) => (state.records[index]?.errorCode ? 'refused' : ''),
  );
}

/** @param {string} problem */
function complain(problem) {
  element('problem').textContent = problem;
  element('problem').hidden = !problem;
}

async function refresh() {
  try {
    const response = await fetch('_local/state');
    if (!response.ok) throw new Error(await response.text());
    show(await response.json());
    complain('');
  } catch (error) {
    complain(`The server does not answer: ${error instanceof Error ? error.message : error}`);
  }
}

/** @param {string} by */
async function moveClock(by) {
  const body = JSON.stringify(by ? { advance: by } : { reset: true });
  try {
    const response = await fetch('_local/clock', { method: 'POST', body });
    if (!response.ok) throw new Error(await response.text());
  } catch (error) {
    complain(`The clock was not moved: ${error instanceof Error ? error.message : error}`);
    return;
  }
  await refresh();
}

for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', () => moveClock(button.dataset.advance ?? ''));
}

async function watch() {
  if (!document.hidden) await refresh();
  document.documentElement.dataset.ready = '';
  setTimeout(watch, interval);
}
watch();
