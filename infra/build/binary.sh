#!/bin/sh
# infra/build/binary.sh OS ARCH FILE: builds the command, reproducibly: the same
# commit makes the same bytes on every machine.
set -eu
cd "$(dirname "$0")/../.."
version=$(infra/build/version.sh)
CGO_ENABLED=0 GOOS=$1 GOARCH=$2 go build -trimpath -buildvcs=false -o "$3" \
  -ldflags="-s -w -buildid= -X github.com/virtual-mfa/virtual-mfa/functions/internal/local.version=$version" \
  ./functions/virtualmfa
