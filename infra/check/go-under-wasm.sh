#!/bin/sh
# infra/check/go-under-wasm.sh: runs the Go tests of the toolkit's packages under
# WebAssembly in Node.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/need.sh node=nodejs
# Go's host in Node accepts 12 KB of arguments and environment, so it gets only what
# Go needs.
env -i PATH="$PATH" HOME="$HOME" GOFLAGS="${GOFLAGS:-}" GOPROXY="$(go env GOPROXY)" GOOS=js GOARCH=wasm \
  go test -exec="$(go env GOROOT)/lib/wasm/go_js_wasm_exec" ./shared/otp ./shared/enroll ./wasm/toolkit ./wasm/internal/wasmabi
