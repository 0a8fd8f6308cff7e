#!/bin/sh
# infra/tools/apt.sh PACKAGE...: installs Debian packages that are not installed.
set -eu
cd "$(dirname "$0")"
missing=
for package; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "install these first (names of Debian packages):$missing" >&2
  exit 1
fi
# A new cloud machine runs its own upgrades for several minutes and holds apt's
# locks meanwhile. The time-out covers dpkg's lock, the retries that of the lists.
echo "installing Debian packages, after any other apt has finished:$missing" >&2
options="-qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=5"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # one word per option
./retry.sh apt-get $options update
# shellcheck disable=SC2086 # one word per option and per package
./retry.sh apt-get $options install -y --no-install-recommends $missing >/dev/null
