#!/bin/sh
# infra/worker.sh: builds the edge worker and tests it in workerd, with real clients, in Chromium; and its deployment, without deploying it.
set -eu
cd "$(dirname "$0")"
./worker-build.sh
cd ../wasm/worker/test
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --silent --no-audit --no-fund
  cp package-lock.json node_modules/.installed
fi
export WRANGLER_SEND_METRICS=false
npm test
