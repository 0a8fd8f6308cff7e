// Runs the Worker in workerd in front of an API, until its standard input ends:
// node serve.js PORT ORIGIN, with EDGE_SECRET in the environment.
import { startWorker } from './workerd.js';

const [port, origin] = process.argv.slice(2);
if (!origin) {
  console.error('usage: node serve.js PORT ORIGIN');
  process.exit(2);
}
const worker = await startWorker(
  { ORIGIN: origin, EDGE_SECRET: process.env.EDGE_SECRET ?? '' },
  { port: Number(port) },
);
console.log(worker.url);
process.stdin.resume().on('end', async () => {
  await worker.stop();
  process.exit();
});
