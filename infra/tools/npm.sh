#!/bin/sh
# infra/tools/npm.sh FOLDER...: installs what a folder's package-lock.json pins.
# Does nothing where that is done.
set -eu
cd "$(dirname "$0")/../.."
for folder; do
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed" && continue
  if ! command -v npm >/dev/null; then
    echo "$folder needs Node 20.19 or later: install nodejs and npm" >&2
    exit 1
  fi
  echo "installing the npm packages of $folder/package-lock.json" >&2
  infra/tools/retry.sh npm ci --prefix "$folder" --silent --no-audit --no-fund --fetch-retries 5
  cp "$folder/package-lock.json" "$folder/node_modules/.installed"
done
