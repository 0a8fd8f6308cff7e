#!/bin/sh
# infra/check/worker.sh: builds the edge worker and tests it in workerd, with real
# clients and in Chromium, and checks its deployment without deploying it.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/npm.sh wasm/worker/test
infra/build/worker.sh
cd wasm/worker/test
export WRANGLER_SEND_METRICS=false
npm test
