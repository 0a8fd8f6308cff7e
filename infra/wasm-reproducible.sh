#!/bin/sh
# infra/wasm-reproducible.sh: builds both modules again, elsewhere and without Go's build cache, and compares them with what infra/wasm.sh left.
set -eu
cd "$(dirname "$0")/.."
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT

mkdir -p "$elsewhere/.cache" "$elsewhere/web/toolkit"
cp -r go.mod go.sum shared wasm infra "$elsewhere/"
ln -s "$PWD/.cache/tinygo" "$elsewhere/.cache/tinygo"
ln -s "$PWD/web/node_modules" "$elsewhere/web/node_modules"
GOCACHE=$elsewhere/.cache/go "$elsewhere/infra/wasm.sh"

for build in standard tiny; do
  cmp ".cache/wasm/$build.wasm" "$elsewhere/.cache/wasm/$build.wasm"
done
cmp web/toolkit/otp.wasm "$elsewhere/web/toolkit/otp.wasm"
echo "both builds are reproducible"
