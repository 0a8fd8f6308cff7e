// Measures the Worker beside a ten-line proxy in JavaScript, in turn, in one
// run of workerd on this machine, and prints a table. infra/build/worker.sh
// first.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { Miniflare } from 'miniflare';
import { script, startOrigin, workers } from './workerd.js';

const requests = 100;
const rounds = 3;
const proxy = `export default { async fetch(request, env) {
  const body = await request.arrayBuffer();
  const action = new URLSearchParams(new TextDecoder().decode(body)).get('Action');
  const headers = new Headers(request.headers);
  headers.set('x-forwarded-host', new URL(request.url).host);
  const answer = await fetch(env.ORIGIN + '/' + action, { method: 'POST', headers, body, redirect: 'manual' });
  return new Response(await answer.arrayBuffer(), answer);
} };`;
const body = `Action=ListUsers&Version=2010-05-08&PathPrefix=${'/x'.repeat(250)}`;
const headers = {
  'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
  'content-length': body.length,
  authorization: [
    'AWS4-HMAC-SHA256 Credential=AKIAAAAAAAAAAAAAAAAA/20261123/us-east-1/iam/aws4_request',
    'SignedHeaders=host',
    `Signature=${'0'.repeat(64)}`,
  ].join(', '),
};

const variants = {
  'JavaScript, ten lines': { modules: true, script: proxy },
  ...Object.fromEntries(Object.entries(workers).map(([name, worker]) => [name, script(worker)])),
};

const origin = await startOrigin((_, response) => response.end('answered'));
const agent = new Agent({ keepAlive: true });

function send(url) {
  return new Promise((answered, failed) => {
    request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 200) failed(new Error(`status ${response.statusCode}`));
      response.resume().on('end', answered);
    })
      .on('error', failed)
      .end(body);
  });
}

/**
 * The processor time of all workerds that this process started, in ms: there is
 * one at a time.
 */
function processorTime() {
  const own = execFileSync('pgrep', ['-P', String(process.pid), 'workerd'], { encoding: 'utf8' })
    .trim()
    .split(/\s+/);
  return own
    .map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' '))
    .reduce((sum, stat) => sum + 10 * (Number(stat[13]) + Number(stat[14])), 0);
}

const results = {};
for (let round = 0; round < rounds; round++) {
  for (const [name, variant] of Object.entries(variants)) {
    const worker = new Miniflare({
      ...variant,
      cf: false,
      host: '127.0.0.1',
      port: 0,
      compatibilityDate: '2026-03-31',
      bindings: { ORIGIN: origin.url },
    });
    const url = String(await worker.ready);
    results[name] ??= { first: [], times: [], cpu: [], rate: [] };
    const result = results[name];
    const started = performance.now();
    await send(url);
    result.first.push(performance.now() - started);
    for (let i = 0; i < 20; i++) await send(url);
    const before = processorTime();
    for (let i = 0; i < requests; i++) {
      const began = performance.now();
      await send(url);
      result.times.push(performance.now() - began);
    }
    result.cpu.push((processorTime() - before) / requests);
    const began = performance.now();
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let i = 0; i < 20; i++) await send(url);
      }),
    );
    result.rate.push((16 * 20 * 1000) / (performance.now() - began));
    await worker.dispose();
  }
}
await origin.stop();

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
for (const [name, { first, times, cpu, rate }] of Object.entries(results)) {
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (at) => sorted[Math.floor(at * sorted.length)].toFixed(1);
  const cells = [
    name,
    `first ${median(first).toFixed(1)} ms`,
    `p50 ${ms(0.5)} ms`,
    `p99 ${ms(0.99)} ms`,
    `processor ${median(cpu).toFixed(1)} ms a request`,
    `${median(rate).toFixed(0)} requests/s, 16 at once`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
agent.destroy();
