#!/bin/sh
# infra/deploy/build-functions.sh [arm64|x86_64] [DIR]: builds every function as
# DIR/<function>/bootstrap with one run of the compiler, reproducibly. DIR is dist
# by default, where template.yaml looks.
set -eu
cd "$(dirname "$0")/../.."
case ${1:-arm64} in
  arm64) goarch=arm64 ;;
  x86_64) goarch=amd64 ;;
  *) echo "the template's Arch is arm64 or x86_64, not $1" >&2; exit 2 ;;
esac
dist=${2:-dist}
rm -rf "$dist"
mkdir -p "$dist/.bin"
# lambda.norpc leaves out the retired go1.x runtime. Without build id, paths and
# revision, every machine makes the same bytes.
set --
for folder in ./functions/*/; do
  case $folder in */internal/ | */virtualmfa/) ;; *) set -- "$@" "$folder" ;; esac
done
CGO_ENABLED=0 GOOS=linux GOARCH=$goarch go build -tags lambda.norpc -trimpath -buildvcs=false \
  -ldflags='-s -w -buildid=' -o "$dist/.bin/" "$@"
for built in "$dist"/.bin/*; do
  function=$dist/${built##*/}
  mkdir "$function"
  mv "$built" "$function/bootstrap"
done
rmdir "$dist/.bin"
