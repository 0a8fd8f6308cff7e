#!/bin/sh
# infra/tools/npm.sh: what infra/check/clients, infra/check/iam-simulate and wasm/worker/test pin of npm: the AWS SDK for
# JavaScript; an evaluator of policies; workerd and wrangler. Does nothing when it is there.
set -eu
cd "$(dirname "$0")/../.."
for folder in infra/check/clients infra/check/iam-simulate wasm/worker/test; do
  cmp -s $folder/package-lock.json $folder/node_modules/.installed && continue
  command -v npm >/dev/null || { echo "the JavaScript client, the evaluator of policies and the edge worker need Node 20 or later: install nodejs and npm" >&2; exit 1; }
  npm ci --prefix $folder --silent --no-audit --no-fund
  cp $folder/package-lock.json $folder/node_modules/.installed
done
