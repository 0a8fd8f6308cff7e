#!/bin/sh
# infra/test.sh: every check of this project, in order; ends at the first that fails, else with the slowest.
set -eu
cd "$(dirname "$0")/.."
times=$(mktemp)
trap 'rm -f "$times"' EXIT

step() { # step NAME COMMAND...
  name=$1; shift
  printf '\n=== %s: %s\n' "$name" "$*"
  start=$(date +%s)
  "$@" || { echo "--- FAIL: $name" >&2; exit 1; }
  printf '%4d s  %s\n' "$(($(date +%s) - start))" "$name" >>"$times"
}

step "set up tools"    infra/tools.sh
step "set up TinyGo"   infra/tinygo.sh
step "set up browsers" infra/chromium.sh
step "build wasm"      infra/wasm.sh
step "lint"            infra/lint.sh
step "go"              go test -cover -timeout 20m ./... # sam local starts a container for every call
step "go race"         go test -race -short ./shared/...
step "verify"          infra/mutants.sh
step "go under wasm"   infra/wasm-go-test.sh
step "web"             infra/web.sh
step "edge worker"     infra/worker.sh
step "build again"     infra/wasm-reproducible.sh

printf '\n=== slowest steps\n'
sort -rn "$times" | head -5
printf 'steps: %d passed, 0 failed\n' "$(wc -l <"$times")"
