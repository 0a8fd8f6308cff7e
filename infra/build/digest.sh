#!/bin/sh
# infra/build/digest.sh standard|tiny: prints the compilers and a digest of the files
# that the modules and the edge worker are made from. They make the same bytes from the
# same files, so nothing has to be built again while the digest is the same. Prints
# nothing where git does not say which files there are.
set -eu
cd "$(dirname "$0")/../.."
compiler=${1:?standard or tiny}
files=$(git ls-files --cached --others --exclude-standard -- go.mod go.sum shared wasm infra/build infra/tools \
  'web/*.html' web/package.json web/package-lock.json web/build web/enroll web/import web/page web/qr web/toolkit) ||
  exit 0
go=$(go env GOVERSION)
digest=$(echo "$files" | xargs sha256sum | sha256sum)
echo "$compiler $go $digest"
