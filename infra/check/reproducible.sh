#!/bin/sh
# infra/check/reproducible.sh: builds the WebAssembly modules again, in another
# folder and without a build cache, and compares them with those that
# infra/build/toolkit.sh and infra/build/worker.sh built.
set -eu
cd "$(dirname "$0")/../.."
compared=$(cat .cache/wasm/built && sha256sum wasm/worker/build/edge.wasm)
if [ -f .cache/wasm/compared ] && [ "$compared" = "$(cat .cache/wasm/compared)" ]; then
  echo "these modules were built again and compared before"
  exit 0
fi
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT

mkdir -p "$elsewhere/.cache" "$elsewhere/web"
git ls-files -z -- go.mod go.sum shared wasm infra | tar --null -cf - -T - | tar -C "$elsewhere" -xf -
ln -s "$PWD/.cache/tinygo" "$elsewhere/.cache/tinygo"
ln -s "$PWD/web/node_modules" "$elsewhere/web/node_modules"
cp web/package-lock.json "$elsewhere/web/" # says that node_modules is complete
again() { # again COMPILER PACKAGE FILE [GC]
  module=$(mktemp -p "$elsewhere")
  XDG_CACHE_HOME=$elsewhere/.cache GOCACHE=$elsewhere/.cache/go \
    "$elsewhere/infra/build/reactor.sh" "$1" "$2" "$module" ${4:+"$4"}
  cmp "$3" "$module"
}
# Two at a time: the compilers use one core for much of theirs.
{
  again standard ./wasm/toolkit .cache/wasm/standard.wasm
  again tiny ./wasm/policy web/page/policy.wasm
  again tiny ./wasm/tokens web/import/tokens.wasm precise
} &
again tiny ./wasm/toolkit .cache/wasm/tiny.wasm
again tiny ./wasm/worker wasm/worker/build/edge.wasm
wait $!
cmp web/toolkit/otp.wasm .cache/wasm/tiny.wasm
echo "$compared" >.cache/wasm/compared
echo "the modules are reproducible"
