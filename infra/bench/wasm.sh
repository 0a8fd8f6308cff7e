#!/bin/sh
# infra/bench/wasm.sh: compares the browser toolkit with JavaScript libraries, in
# headless Chromium on this machine.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/browsers.sh
infra/tools/tinygo.sh
infra/tools/npm.sh web
infra/build/toolkit.sh >/dev/null
cd web && node bench/bench.js
