// Real clients through the Worker, against the local server.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { promisify } from 'node:util';
import { until } from '../../../web/test/until.js';
import { startOrigin, startWorker } from './workerd.js';

const root = resolve(import.meta.dirname, '../../..');
const tools = join(root, '.cache/bin');
const work = mkdtempSync(join(tmpdir(), 'worker-'));
const environment = {
  ...process.env,
  PATH: `${work}:${tools}:${process.env.PATH}`,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
};

before(() => {
  execFileSync('go', ['build', '-o', join(work, 'server'), './functions/virtualmfa'], {
    cwd: root,
  });
  execFileSync('go', ['build', '-o', join(work, 'lifecycle'), './infra/check/clients/lifecycle'], {
    cwd: root,
  });
  // The phone goes by the real clock, as the server does here: the edge has no
  // way to the server's.
  writeFileSync(
    join(work, 'virtualmfa'),
    `#!/bin/sh\nshift; [ "$1" = -endpoint ] && shift 2\nexec '${work}/server' code "$@"\n`,
    { mode: 0o755 },
  );
});
after(() => rmSync(work, { recursive: true }));

let server, gateway, worker, env;
beforeEach(async () => {
  const file = join(mkdtempSync(join(work, 'server-')), 'env');
  server = spawn(join(work, 'server'), ['-addr', '127.0.0.1:0', '-env', file], { stdio: 'ignore' });
  await until(() => existsSync(file) || server.exitCode !== null, 'the server starts');
  const exported = Object.fromEntries(
    [...readFileSync(file, 'utf8').matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  gateway = await startGateway(exported.AWS_ENDPOINT_URL);
  worker = await startWorker({ ORIGIN: gateway.url });
  env = { ...environment, ...exported, AWS_ENDPOINT_URL: worker.url };
});
afterEach(async () => {
  await worker?.stop();
  await gateway?.stop();
  server?.kill();
});

/**
 * Does what an API with an allow-list of hosts does: takes the host that the
 * edge says was called for the signed one.
 */
function startGateway(to) {
  return startOrigin((call, response) => {
    const { 'x-forwarded-host': host, ...headers } = call.headers;
    request(to + call.path, { method: call.method, headers: { ...headers, host } }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    })
      .on('error', () => response.destroy())
      .end(call.body);
  });
}

const run = promisify(execFile);
const routes = () => new Set(gateway.calls.map(({ path }) => path));

const clients = {
  boto3: [join(tools, 'python3'), join(root, 'infra/check/clients/lifecycle.py')],
  'the SDK for JavaScript': [process.execPath, join(root, 'infra/check/clients/lifecycle.mjs')],
  'the SDK for Go': [join(work, 'lifecycle')],
};
for (const [client, [program, ...args]] of Object.entries(clients)) {
  test(`a device's life through ${client}`, async () => {
    const { stdout } = await run(program, args, { env });
    assert.equal(stdout, 'done\n');
    assert.ok(
      !routes().has('/') && routes().has('/EnableMFADevice') && routes().has('/GetSessionToken'),
    );
  });
}

test("a device's life through the AWS CLI, and JSON through curl", async () => {
  const home = mkdtempSync(join(work, 'cli-'));
  const script = `set -eu\n. '${root}/infra/check/sam/life.sh'`;
  const { stdout } = await run('sh', ['-c', script], {
    env: { ...env, WORK: home, CURL_USER: `${env.AWS_ACCESS_KEY_ID}:${env.AWS_SECRET_ACCESS_KEY}` },
  });
  assert.match(stdout, /done\n$/);
  assert.ok(!routes().has('/') && routes().has('/DeleteVirtualMFADevice'));
});
