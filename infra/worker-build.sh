#!/bin/sh
# infra/worker-build.sh: the edge worker and the files that it serves, in wasm/worker/build, where wrangler.jsonc looks.
set -eu
cd "$(dirname "$0")/../wasm/worker"
rm -rf build files
go run github.com/syumai/workers/cmd/workers-assets-gen -mode=go
GOOS=js GOARCH=wasm go build -trimpath -buildvcs=false -ldflags='-s -w' -o build/app.wasm .
mkdir -p files/toolkit
cp -R ../../web/index.html ../../web/page ../../web/toolkit files/toolkit/
cp headers.txt files/_headers
