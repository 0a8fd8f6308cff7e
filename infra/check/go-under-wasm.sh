#!/bin/sh
# infra/check/go-under-wasm.sh: the Go tests of what the toolkit is made of, under WebAssembly in Node.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/need.sh node=nodejs
# Node's host for Go takes 12 KB of arguments and environment, so it gets no more than Go needs.
env -i PATH="$PATH" HOME="$HOME" GOFLAGS="${GOFLAGS:-}" GOPROXY="$(go env GOPROXY)" GOOS=js GOARCH=wasm \
  go test -exec="$(go env GOROOT)/lib/wasm/go_js_wasm_exec" ./shared/otp ./shared/enroll ./wasm/toolkit ./wasm/internal/wasmabi
