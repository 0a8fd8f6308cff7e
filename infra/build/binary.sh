#!/bin/sh
# infra/build/binary.sh OS ARCH FILE: builds the command, reproducibly: the same
# commit makes the same bytes on every machine. If VIRTUALMFA_BINARIES names a
# folder, each binary is built once, kept there, and copied from then on.
set -eu
cd "$(dirname "$0")/../.."
kept=${VIRTUALMFA_BINARIES:+$VIRTUALMFA_BINARIES/$1-$2}
if [ -n "$kept" ] && [ -f "$kept" ]; then exec cp "$kept" "$3"; fi
version=$(infra/build/version.sh)
CGO_ENABLED=0 GOOS=$1 GOARCH=$2 go build -trimpath -buildvcs=false -o "$3" \
  -ldflags="-s -w -buildid= -X github.com/virtual-mfa/virtual-mfa/functions/internal/local.version=$version" \
  ./functions/virtualmfa
if [ -n "$kept" ]; then # at once: another step may look for it
  cp "$3" "$kept.$$"
  mv "$kept.$$" "$kept"
fi
