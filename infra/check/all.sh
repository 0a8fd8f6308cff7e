#!/bin/sh
# infra/check/all.sh: installs the tools, runs every check of this project in order,
# then prints the slowest steps and those that failed.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
times=$work/times
failed=
trap 'rm -rf "$work"' EXIT

# Several steps package the same binaries.
VIRTUALMFA_BINARIES=$work/binaries
export VIRTUALMFA_BINARIES
mkdir "$VIRTUALMFA_BINARIES"

# The limit of the Go tests ends a test that hangs, not one on a busy machine: an hour
# for each process that waits for a core, and one more.
cores=$(getconf _NPROCESSORS_ONLN)
load=$(uptime | sed -E 's/.*load averages?: *([0-9]+).*/\1/')
limit=$((60 * (1 + load / cores)))m

step() { # step NAME COMMAND...
  name=$1; shift
  printf '\n=== %s: %s\n' "$name" "$*"
  start=$(date +%s)
  "$@" || failed="$failed, $name"
  printf '%4d s  %s\n' "$(($(date +%s) - start))" "$name" >>"$times"
}

step "install tools"      infra/tools/install.sh
step "install TinyGo"     infra/tools/tinygo.sh
step "install browsers"   infra/tools/browsers.sh
step "build wasm"         infra/build/toolkit.sh
[ -z "$failed" ] || { echo "--- FAIL:${failed#,}" >&2; exit 1; } # nothing can run without its tools
step "lint"               infra/check/lint.sh # vets too
step "go"                 go test -vet=off -timeout "$limit" ./...
# The years of guessing have one goroutine, so no races, and took half of the time.
step "go race"            go test -race -short -skip '^TestAYear' -vet=off -timeout "$limit" ./shared/memstore ./shared/mfa ./shared/mfa/internal/scheduletest ./shared/mfa/storetest
step "mutants"            infra/check/mutants.sh
step "go under wasm"      infra/check/go-under-wasm.sh
step "web"                infra/check/web.sh
step "edge worker"        infra/check/worker.sh
step "reproducible build" infra/check/reproducible.sh
step "image"              infra/check/image.sh
step "pytest plugin"      infra/check/pytest.sh
step "npm package"        infra/check/node.sh
step "release"            infra/check/release.sh

printf '\n=== slowest steps\n'
sort -rn "$times" | head -5
[ -z "$failed" ] || { echo "--- FAIL:${failed#,}" >&2; exit 1; }
printf 'steps: %d passed, 0 failed\n' "$(wc -l <"$times")"
