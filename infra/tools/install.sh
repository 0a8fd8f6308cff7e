#!/bin/sh
# infra/tools/install.sh: installs everything the Go tests run besides Go itself.
# They start a Docker engine themselves. Does nothing when it is there.
set -eu
cd "$(dirname "$0")"
./need.sh curl=curl jq=jq zbarimg=zbar-tools oathtool=oathtool pskctool=pskctool java=default-jre-headless mvn=maven gcc=gcc
./apt.sh python3-pskc
./retry.sh go mod download
./dynamodb-local.sh
./python.sh aws aws moto_server python3
./python.sh sessions awsumepy aws-mfa
./python.sh sam sam cfn-lint
./python.sh lint shellcheck zizmor
./python.sh examples pytest hatchling
./go.sh
./release.sh
./terraform.sh
./npm.sh infra/check/clients infra/check/iam-simulate wasm/worker/test
