#!/bin/sh
# infra/deploy/build-functions.sh [arm64|x86_64] [DIR]: every function as DIR/<function>/bootstrap, by one run of the compiler. The same source makes the same
# bytes. DIR is dist by default, where template.yaml looks.
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
# lambda.norpc leaves out the retired go1.x runtime. No build id, no paths, no revision: nothing that another machine would do differently.
CGO_ENABLED=0 GOOS=linux GOARCH=$goarch go build -tags lambda.norpc -trimpath -buildvcs=false -ldflags='-s -w -buildid=' \
  -o "$dist/.bin/" $(ls -d ./functions/*/ | grep -vE '/(internal|virtualmfa)/$')
for built in "$dist"/.bin/*; do
  function=$dist/${built##*/}
  mkdir "$function"
  mv "$built" "$function/bootstrap"
done
rmdir "$dist/.bin"
