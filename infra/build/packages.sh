#!/bin/sh
# infra/build/packages.sh DIR: builds the wheels and the npm packages of every
# platform into DIR.
set -eu
cd "$(dirname "$0")/../.."
if [ -z "${VIRTUALMFA_BINARIES:-}" ]; then # a wheel and an npm package have the same binary
  VIRTUALMFA_BINARIES=$(mktemp -d)
  trap 'rm -rf "$VIRTUALMFA_BINARIES"' EXIT
  export VIRTUALMFA_BINARIES
fi
for platform in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64; do
  infra/build/wheel.sh "${platform%/*}" "${platform#*/}" "$1"
done
infra/build/npm.sh "$1"
