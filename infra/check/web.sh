#!/bin/sh
# infra/check/web.sh: types, package checks and tests of web/, in Node and in browsers.
set -eu
cd "$(dirname "$0")/../../web"
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --silent --no-audit --no-fund
  cp package-lock.json node_modules/.installed
fi
npm test
