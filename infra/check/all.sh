#!/bin/sh
# infra/check/all.sh: every check of this project, in order; ends at the first that fails, else with the slowest.
set -eu
cd "$(dirname "$0")/../.."
times=$(mktemp)
trap 'rm -f "$times"' EXIT

step() { # step NAME COMMAND...
  name=$1; shift
  printf '\n=== %s: %s\n' "$name" "$*"
  start=$(date +%s)
  "$@" || { echo "--- FAIL: $name" >&2; exit 1; }
  printf '%4d s  %s\n' "$(($(date +%s) - start))" "$name" >>"$times"
}

step "set up tools"    infra/tools/install.sh
step "set up TinyGo"   infra/tools/tinygo.sh
step "set up browsers" infra/tools/browsers.sh
step "build wasm"      infra/build/toolkit.sh
step "lint"            infra/check/lint.sh
step "go"              go test -cover -timeout 20m ./... # sam local starts a container for every call
step "go race"         go test -race -short ./shared/...
step "verify"          infra/check/mutants.sh
step "go under wasm"   infra/check/go-under-wasm.sh
step "web"             infra/check/web.sh
step "edge worker"     infra/check/worker.sh
step "build again"     infra/check/reproducible.sh

printf '\n=== slowest steps\n'
sort -rn "$times" | head -5
printf 'steps: %d passed, 0 failed\n' "$(wc -l <"$times")"
