#!/usr/bin/env node
'use strict';

const { spawn } = require('node:child_process');
const { path } = require('./binary.js');

const child = spawn(path(), process.argv.slice(2), { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0);
});
