#!/bin/sh
# infra/check/all.sh: installs the tools, runs every check of this project, then
# prints how long each took, and the last lines of those that failed.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
STEPS=$work/steps
finish() {
  [ ! -f "$STEPS/failures" ] || cat "$STEPS/failures" >&2
  rm -rf "$work"
}
trap finish EXIT
# Several steps package the same binaries.
VIRTUALMFA_BINARIES=$work/binaries
export STEPS VIRTUALMFA_BINARIES
mkdir "$STEPS" "$VIRTUALMFA_BINARIES"

# Each of these needs the one before.
infra/check/timed.sh tools infra/tools/install.sh
infra/check/timed.sh TinyGo infra/tools/tinygo.sh
infra/check/timed.sh browsers infra/tools/browsers.sh
infra/check/timed.sh modules infra/build/toolkit.sh
infra/check/timed.sh "edge worker" infra/build/worker.sh

ended=0
infra/check/timed.sh lint infra/check/lint.sh || ended=$?
printf '\n=== two steps at a time; each prints when it ends\n'
make -f infra/check/steps.mk -j 2 -k -O --no-print-directory || ended=$?

printf '\n=== steps, the slowest first\n'
sort -rn "$STEPS/times"
[ $ended -eq 0 ] || exit 1
printf 'steps: %d passed, 0 failed\n' "$(wc -l <"$STEPS/times")"
