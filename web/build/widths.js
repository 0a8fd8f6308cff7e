// Fails where a comment is wider than 80 columns, or a line than 120. Biome
// breaks code at 100, but leaves comments, templates and long strings alone.
// Tags of JSDoc are code.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const comment = /^\s*(\/\/|\/?\*)(?!.*(@\w+ |https?:))/;
const files = execFileSync('git', ['ls-files', '*.js', '*.ts', '*.mjs']).toString().split('\n');
let found = 0;
for (const file of files.filter(Boolean)) {
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      const limit = comment.test(line) ? 80 : 120;
      if (line.length <= limit) return;
      found++;
      console.error(`${file}:${i + 1}: ${line.length} columns, more than ${limit}`);
    });
}
process.exitCode = found ? 1 : 0;
