#!/bin/sh
# infra/bench/wasm.sh: the browser toolkit beside JavaScript libraries, in headless Chromium on this machine.
set -eu
cd "$(dirname "$0")/../.."
infra/chromium.sh
infra/tinygo.sh
[ -d web/node_modules ] || (cd web && npm ci --silent)
infra/wasm.sh >/dev/null
cd web && node bench/bench.js
