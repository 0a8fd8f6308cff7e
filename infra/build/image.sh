#!/bin/sh
# infra/build/image.sh [DIR [RELEASE]]: builds the container image for linux/amd64
# and linux/arm64 into DIR, .cache/image by default: an OCI layout in DIR/layout,
# and DIR/image.tar for docker load, which calls it virtual-mfa:local. Its binaries
# are those in the archives of the folder RELEASE, or are built. The last line is
# its digest: the same commit makes the same one on every machine.
set -eu
cd "$(dirname "$0")/../.."
dir=${1:-.cache/image}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
version=$(infra/build/version.sh)
for arch in amd64 arm64; do
  if [ -n "${2:-}" ]; then
    tar xzOf "$2/virtualmfa_${version}_linux_$arch.tar.gz" virtualmfa >"$dir/virtualmfa-$arch"
  else
    infra/build/binary.sh linux "$arch" "$dir/virtualmfa-$arch"
  fi
done
go -C infra/build/image run . -version "$version" \
  -layout "$dir/layout" -archive "$dir/image.tar" \
  "amd64=$dir/virtualmfa-amd64" "arm64=$dir/virtualmfa-arm64"
