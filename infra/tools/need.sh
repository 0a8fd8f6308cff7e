#!/bin/sh
# infra/tools/need.sh COMMAND=PACKAGE...: installs the Debian package of each
# command that is not on PATH.
set -eu
missing=
for pair; do
  command -v "${pair%%=*}" >/dev/null || missing="$missing ${pair#*=}"
done
[ -n "$missing" ] || exit 0
if ! command -v dpkg-query >/dev/null; then
  echo "install these first (names of Debian packages):$missing" >&2
  exit 1
fi
# shellcheck disable=SC2086 # one word per package
exec "$(dirname "$0")/apt.sh" $missing
