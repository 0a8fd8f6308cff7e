#!/bin/sh
# infra/tools/release.sh: builds the Go programs that make a release into
# .cache/bin. Does nothing when they are there. Each is built with the
# dependencies that its own go.sum pins.
set -eu
cd "$(dirname "$0")/../.."
tools='
github.com/goreleaser/goreleaser/v2@v2.12.7
github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.9.0
'
stamp="$tools$(go env GOVERSION)"
[ "$(cat .cache/bin/.release-tools 2>/dev/null)" = "$stamp" ] && exit 0
echo "building goreleaser and cyclonedx-gomod: takes minutes the first time" >&2
mkdir -p .cache/bin
# The settings of a build for elsewhere must not reach these.
export GOBIN="$PWD/.cache/bin" GOWORK=off GOOS='' GOARCH='' GOFLAGS=''
for tool in $tools; do
  infra/tools/retry.sh go install "$tool"
done
printf '%s\n' "$stamp" >.cache/bin/.release-tools # last: it marks a complete build
