#!/bin/sh
# infra/check/web.sh: types, package checks and tests of web/, in Node and in
# browsers.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/npm.sh web
cd web
npm test
