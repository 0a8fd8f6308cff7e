#!/bin/sh
# infra/check/compat.sh: the npm package in the frameworks, bundlers and runtimes
# that take long to install or to build, then Ansible, scanners of accounts and the
# Terraform examples. Prints what it ran.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/browsers.sh
infra/tools/tinygo.sh
for folder in web web/compat; do
  cmp -s $folder/package-lock.json $folder/node_modules/.installed && continue
  npm ci --prefix $folder --silent --no-audit --no-fund
  cp $folder/package-lock.json $folder/node_modules/.installed
done
infra/build/toolkit.sh
npm run compat --prefix web
infra/check/tools.sh
infra/check/terraform.sh
