#!/bin/sh
# infra/build/image.sh [DIR]: builds the container image for linux/amd64 and
# linux/arm64 into DIR, .cache/image by default: an OCI layout in DIR/layout, and
# DIR/image.tar for docker load, which calls it virtual-mfa:local. The last line
# is its digest: the same commit makes the same one on every machine.
set -eu
cd "$(dirname "$0")/../.."
dir=${1:-.cache/image}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
for arch in amd64 arm64; do
  infra/build/binary.sh linux "$arch" "$dir/virtualmfa-$arch"
done
go -C infra/build/image run . -version "$(infra/build/version.sh)" \
  -layout "$dir/layout" -archive "$dir/image.tar" \
  "amd64=$dir/virtualmfa-amd64" "arm64=$dir/virtualmfa-arm64"
