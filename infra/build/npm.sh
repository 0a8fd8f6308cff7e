#!/bin/sh
# infra/build/npm.sh DIR: builds the npm package of the server into DIR: one
# archive without a binary, and one for each platform, of which npm installs the
# one that fits.
set -eu
cd "$(dirname "$0")/../.."
mkdir -p "$1"
out=$(cd "$1" && pwd)
version=$(infra/build/version.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r infra/packages/node "$work/server"
cp LICENSE "$work/server/"
for platform in linux-x64 linux-arm64 darwin-x64 darwin-arm64; do
  os=${platform%-*} cpu=${platform#*-} arch=${platform#*-}
  [ "$arch" != x64 ] || arch=amd64
  folder=$work/$platform
  mkdir "$folder"
  infra/build/binary.sh "$os" "$arch" "$folder/virtualmfa"
  cp LICENSE "$folder/"
  printf '{"name":"@virtual-mfa/server-%s","version":"%s","description":"The binary of @virtual-mfa/server","license":"Apache-2.0","repository":{"type":"git","url":"git+https://github.com/virtual-mfa/virtual-mfa.git"},"os":["%s"],"cpu":["%s"],"files":["virtualmfa"],"preferUnplugged":true}\n' \
    "$platform" "$version" "$os" "$cpu" >"$folder/package.json"
  (cd "$folder" && npm pack --silent --pack-destination "$out")
  (cd "$work/server" && npm pkg set "optionalDependencies[@virtual-mfa/server-$platform]=$version")
done
cd "$work/server"
npm pkg set "version=$version"
npm pack --silent --pack-destination "$out"
