#!/bin/sh
# infra/tools/retry.sh COMMAND...: runs a command that downloads something, up to
# five times with growing pauses, for machines whose network or package manager is
# busy.
set -u
for pause in 5 15 45 120 last; do
  "$@" && exit 0
  status=$?
  [ "$pause" = last ] && exit "$status"
  echo "$0: '$*' failed with status $status; trying again in $pause s" >&2
  sleep "$pause"
done
