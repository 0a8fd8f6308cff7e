#!/bin/sh
# infra/build/version.sh: prints the version that this checkout is built as: the
# tag of a release without its v, or a version before the next one that names the
# commit.
set -eu
cd "$(dirname "$0")/../.."
if tag=$(git describe --tags --exact-match --match 'v*' 2>/dev/null); then
  echo "${tag#v}"
else
  echo "0.0.0-dev.g$(git rev-parse --short=12 HEAD)"
fi
