#!/bin/sh
# infra/tools/go.sh: builds the Go programs that check this project into .cache/bin.
# Does nothing when they are there. Each is built with the dependencies that its
# own go.sum pins.
set -eu
cd "$(dirname "$0")/../.."
tools='
github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
golang.org/x/vuln/cmd/govulncheck@v1.9.0
'
stamp="$tools$(go env GOVERSION)"
[ "$(cat .cache/bin/.go-tools 2>/dev/null)" = "$stamp" ] && exit 0
echo "building golangci-lint, actionlint and govulncheck: takes minutes the first time" >&2
mkdir -p .cache/bin
# The settings of a build for elsewhere must not reach these.
export GOBIN="$PWD/.cache/bin" GOWORK=off GOOS='' GOARCH='' GOFLAGS=''
for tool in $tools; do
  infra/tools/retry.sh go install "$tool"
done
printf '%s\n' "$stamp" >.cache/bin/.go-tools # last: it marks a complete build
