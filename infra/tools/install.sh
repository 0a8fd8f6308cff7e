#!/bin/sh
# infra/tools/install.sh: everything the Go tests run beside Go itself and a Docker engine, which they start themselves. Quick when it is there already.
set -eu
cd "$(dirname "$0")"
./need.sh curl=curl zbarimg=zbar-tools oathtool=oathtool java=default-jre-headless mvn=maven gcc=gcc
./dynamodb-local.sh
./python.sh aws aws moto_server python3
./python.sh sam sam cfn-lint
./npm.sh
