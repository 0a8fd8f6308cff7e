#!/bin/sh
# infra/bench/wasm.sh: the browser toolkit beside JavaScript libraries, in headless Chromium on this machine.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/browsers.sh
infra/tools/tinygo.sh
[ -d web/node_modules ] || (cd web && npm ci --silent)
infra/build/toolkit.sh >/dev/null
cd web && node bench/bench.js
