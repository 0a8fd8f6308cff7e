// Evaluates simulations of @cloud-copilot/iam-simulate: one JSON document a
// line on stdin, one result a line on stdout.
import { createInterface } from 'node:readline';
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';

const results = [];
for await (const line of createInterface({ input: process.stdin })) {
  let result;
  try {
    result = runUnsafeSimulation(JSON.parse(line), {});
  } catch (error) {
    result = `error: ${error.message}`;
  }
  results.push(result);
}
console.log(results.join('\n'));
