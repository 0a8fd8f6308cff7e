#!/bin/sh
# infra/build/reactor.sh standard|tiny PACKAGE FILE [GC]: builds a package as a WASI
# reactor, with the standard Go compiler or with TinyGo (infra/tools/tinygo.sh), there
# with a garbage collector of TinyGo's in place of that of tinygo/target.json.
set -eu
cd "$(dirname "$0")/../.."
usage() { echo "usage: infra/build/reactor.sh standard|tiny PACKAGE FILE [GC]" >&2; exit 2; }
[ $# -eq 3 ] || [ $# -eq 4 ] || usage
package=$2 out=$3

case $1 in
  standard)
    export GOOS=wasip1 GOARCH=wasm
    exec go build -buildmode=c-shared -trimpath -buildvcs=false -ldflags='-s -w' -o "$out" "$package"
    ;;
  tiny) ;;
  *) usage ;;
esac
[ -x .cache/tinygo/tinygo ] || { echo "TinyGo is missing: run infra/tools/tinygo.sh" >&2; exit 1; }
infra/tools/npm.sh web
wasm_opt=$PWD/web/node_modules/.bin/wasm-opt
# TinyGo insists on running wasm-opt itself and leaves the names in; the second run
# strips them.
WASMOPT=$wasm_opt .cache/tinygo/tinygo build -target="$PWD/infra/tools/tinygo/target.json" \
  -opt=s -no-debug -panic=trap ${4:+"-gc=$4"} -o "$out.unstripped.wasm" "$package"
"$wasm_opt" -O3 --strip-debug --strip-producers --strip-target-features --enable-bulk-memory \
  --enable-mutable-globals --enable-nontrapping-float-to-int --enable-sign-ext \
  "$out.unstripped.wasm" -o "$out"
rm "$out.unstripped.wasm"
