#!/bin/sh
# infra/check/timed.sh NAME COMMAND...: runs a step of make test. Adds how long it
# took to the file TIMES and, if it fails, its name to the file FAILED.
set -eu
name=$1; shift
unset MAKEFLAGS MFLAGS MAKELEVEL # a step is no part of the make that started it
printf '\n=== %s: %s\n' "$name" "$*"
start=$(date +%s) status=0
"$@" || status=$?
printf '%4d s  %s\n' "$(($(date +%s) - start))" "$name" >>"$TIMES"
[ $status -eq 0 ] || echo "$name" >>"$FAILED"
exit $status
