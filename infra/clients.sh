#!/bin/sh
# infra/clients.sh: the AWS SDK for JavaScript that infra/clients pins. Does nothing when it is there.
set -eu
cd "$(dirname "$0")/clients"
cmp -s package-lock.json node_modules/.installed && exit 0
command -v npm >/dev/null || { echo "the JavaScript client needs Node 20 or later: install nodejs and npm" >&2; exit 1; }
npm ci --silent --no-audit --no-fund
cp package-lock.json node_modules/.installed
