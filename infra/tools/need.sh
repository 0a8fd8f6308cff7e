#!/bin/sh
# infra/tools/need.sh COMMAND=PACKAGE...: installs Debian's PACKAGE for each COMMAND that is not on PATH.
set -eu
missing=
for pair; do
  command -v "${pair%%=*}" >/dev/null || missing="$missing ${pair#*=}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "install these first (by the names of Debian's packages):$missing" >&2
  exit 1
fi
apt-get update -qq
# shellcheck disable=SC2086 # one word per package
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
