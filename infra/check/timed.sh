#!/bin/sh
# infra/check/timed.sh NAME COMMAND...: runs a step of make test. Adds how long it
# took to $STEPS/times and, if it fails, the end of what it printed to $STEPS/failures.
set -eu
name=$1; shift
unset MAKEFLAGS MFLAGS MAKELEVEL # a step is no part of the make that started it
printf '\n=== %s: %s\n' "$name" "$*"
start=$(date +%s)
{
  status=0
  "$@" 2>&1 || status=$?
  echo $status >"$STEPS/$name.status"
} | tee "$STEPS/$name.log"
printf '%4d s  %s\n' "$(($(date +%s) - start))" "$name" >>"$STEPS/times"
status=$(cat "$STEPS/$name.status")
if [ "$status" -ne 0 ]; then
  {
    printf '\n--- FAIL: %s, whose last lines were\n' "$name"
    grep -vE '^(ok|\?) ' "$STEPS/$name.log" | tail -n 40 # without the Go packages that passed
  } >>"$STEPS/failures"
fi
exit "$status"
