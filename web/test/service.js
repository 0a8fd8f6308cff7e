import { execFileSync, spawn } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {string | Buffer} key @param {string} text */
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
/** @param {string} text */
const hash = (text) => createHash('sha256').update(text).digest('hex');

/** Go links the program again only where it has changed since the last test. */
function build() {
  const folder = join(root, '.cache/web');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'virtualmfa');
  execFileSync('go', ['build', '-o', program, './functions/virtualmfa'], { cwd: root });
  return program;
}

let program = '';

/**
 * The local server on a free port, with everything in memory, as its own
 * program. It has the pages of this folder.
 *
 * @param {...string} flags
 */
export async function startService(...flags) {
  program ||= build();
  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  const file = join(folder, 'env');
  const log = /** @type {string[]} */ ([]);
  const server = spawn(program, ['-addr', '127.0.0.1:0', '-env', file, ...flags], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.stderr.on('data', (text) => log.push(String(text)));
  await until(() => existsSync(file) || server.exitCode !== null, 'the server starts');
  if (!existsSync(file)) throw new Error(`the server did not start: ${log.join('')}`);
  const env = Object.fromEntries(
    [...readFileSync(file, 'utf8').matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name, value]) => [
      name,
      value.replace(/^'|'$/g, ''),
    ]),
  );
  const url = env.AWS_ENDPOINT_URL;
  return {
    url,
    log,
    /** The account root's access key. */
    key: { id: env.AWS_ACCESS_KEY_ID, secret: env.AWS_SECRET_ACCESS_KEY },
    /** Calls an operation as root. @param {string} operation @param {object} members */
    call: (operation, members) => call(env, operation, members),
    /** Moves the clock. @param {object} change */
    clock: (change) =>
      fetch(`${url}/_local/clock`, { method: 'POST', body: JSON.stringify(change) }).then(
        (answer) => answer.json(),
      ),
    /** What virtualmfa invite prints. @param {...string} args */
    invite: (...args) =>
      execFileSync(program, ['invite', ...args], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
        .toString()
        .trim(),
    stop() {
      server.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * @param {Record<string, string>} env
 * @param {string} operation
 * @param {object} members
 */
async function call(env, operation, members) {
  const body = JSON.stringify(members);
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const host = new URL(env.AWS_ENDPOINT_URL).host;
  const names = 'content-type;host;x-amz-date';
  const headers = `content-type:application/json\nhost:${host}\nx-amz-date:${date}\n`;
  const canonical = `POST\n/${operation}\n\n${headers}\n${names}\n${hash(body)}`;
  const scope = `${date.slice(0, 8)}/us-east-1/iam/aws4_request`;
  let key = /** @type {string | Buffer} */ (`AWS4${env.AWS_SECRET_ACCESS_KEY}`);
  for (const part of scope.split('/')) key = hmac(key, part);
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash(canonical)}`;
  const signature = hmac(key, text).toString('hex');
  const credential = `Credential=${env.AWS_ACCESS_KEY_ID}/${scope}`;
  const response = await fetch(`${env.AWS_ENDPOINT_URL}/${operation}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-amz-date': date,
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
    },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${answer.Code}: ${answer.Message}`);
  return answer;
}
