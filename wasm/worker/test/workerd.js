// The Worker in workerd, as wrangler.jsonc configures it, in front of an origin
// of the test's.
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as options } from 'wrangler';

const here = (path) => resolve(import.meta.dirname, '..', path);
const { workerOptions: configured } = options(here('wrangler.jsonc'));

/**
 * The two Workers that there are, by their scripts and the folders that they
 * may import from.
 */
export const workers = {
  worker: { scriptPath: here('worker.mjs'), modulesRoot: here('../..') },
  'worker-go': { scriptPath: here('build/go/worker.mjs'), modulesRoot: here('build/go') },
};

/** What workerd needs to run one of them. */
export const script = (worker) => ({
  ...worker,
  modules: true,
  modulesRules: [
    { type: 'ESModule', include: ['**/*.js', '**/*.mjs'] },
    { type: 'CompiledWasm', include: ['**/*.wasm'] },
  ],
});

/** Starts a Worker; `bindings` replace wrangler.jsonc's variables. */
export async function startWorker(bindings, overrides = {}, which = 'worker') {
  const worker = new Miniflare({
    ...configured,
    ...script(workers[which]),
    cf: false,
    host: '127.0.0.1',
    port: 0,
    bindings: { ...configured.bindings, ...bindings },
    ...overrides,
  });
  return { url: String(await worker.ready).replace(/\/$/, ''), stop: () => worker.dispose() };
}

/**
 * An origin that keeps what it is sent and answers what `answer(request,
 * response)` writes.
 */
export async function startOrigin(answer) {
  const calls = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    calls.push({
      method: request.method,
      path: request.url,
      headers: request.headers,
      raw: request.rawHeaders,
      body: Buffer.concat(chunks),
    });
    answer(calls.at(-1), response);
  });
  server.keepAliveTimeout = 0; // else it may close a connection just when workerd uses it again
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    calls,
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}
