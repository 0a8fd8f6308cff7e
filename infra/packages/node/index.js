'use strict';

const { execFile, spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { path } = require('./binary.js');

const startTimeout = 30_000; // milliseconds

/** Starts a server on a free port of 127.0.0.1. See index.d.ts. */
exports.start = async ({ seed, args = [], env = process.env } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'virtual-mfa-'));
  const audit = join(folder, 'audit');
  const flags = [
    'serve',
    '-addr',
    '127.0.0.1:0',
    '-audit',
    audit,
    ...(seed ? ['-seed', seed] : []),
    ...args,
  ];
  const child = spawn(path(), flags, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => {
    process.removeListener('exit', kill);
    rmSync(folder, { recursive: true, force: true });
  });

  const variables = await exportsOf(child);
  const url = variables.AWS_ENDPOINT_URL;
  const control = async (name, body) => {
    const response = await fetch(
      `${url}/_local/${name}`,
      body && { method: 'POST', body: JSON.stringify(body) },
    );
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  const codes = (text, ...more) =>
    new Promise((resolve, reject) => {
      const reader = execFile(
        path(),
        ['code', '-endpoint', url, ...more, '-'],
        (error, stdout, stderr) =>
          error ? reject(new Error(stderr.trim())) : resolve(stdout.trim().split('\n')),
      );
      reader.stdin.end(text);
    });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };

  return {
    url,
    region: variables.AWS_REGION,
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID,
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY,
    },
    env: variables,
    now: async () => new Date((await control('clock')).now),
    advance: async (seconds) => void (await control('clock', { advance: `${seconds}s` })),
    setClock: async (time) =>
      void (await control('clock', time ? { set: time.toISOString() } : { reset: true })),
    reset: async () => void (await control('reset', {})),
    code: async (text) => (await codes(text))[0],
    codePair: (text) => codes(text, '-pair'),
    audit: () => {
      try {
        return readFileSync(audit, 'utf8')
          .trim()
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line));
      } catch (error) {
        if (error.code === 'ENOENT') return [];
        throw error;
      }
    },
    stop,
    [Symbol.asyncDispose ?? Symbol.for('asyncDispose')]: stop,
  };
};

/** Reads the five variables that a server prints once it serves. */
function exportsOf(child) {
  return new Promise((resolve, reject) => {
    let out = '';
    let log = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), startTimeout);
    child.once('error', reject);
    child.stderr.on('data', (text) => (log = (log + text).slice(-10_000)));
    child.once('close', () => {
      clearTimeout(timer);
      reject(new Error(`virtualmfa did not start: ${log.trim()}`));
    });
    child.stdout.on('data', (text) => {
      out += text;
      const lines = [...out.matchAll(/^export (\w+)=(.*)\n/gm)];
      if (lines.length < 5) return;
      clearTimeout(timer);
      // A server must not keep the process of its tests from ending.
      for (const handle of [child, child.stdout, child.stderr]) handle.unref();
      resolve(Object.fromEntries(lines.map(([, name, value]) => [name, value])));
    });
  });
}
