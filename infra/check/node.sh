#!/bin/sh
# infra/check/node.sh: builds the npm package of the server, installs it into a
# new project as npm would from a registry, and runs the examples for Vitest and
# Jest there.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
infra/build/npm.sh "$work/archives" >/dev/null
du -b "$work"/archives/*

start=$(date +%s)
mkdir "$work/project"
cp infra/examples/node/*.* infra/examples/seed/seed.yaml "$work/project/"
cd "$work/project"
retry=$OLDPWD/infra/tools/retry.sh
"$retry" npm ci --silent --no-audit --no-fund --fetch-retries 5
# The packages of the platforms come from the archives too, not from a registry.
for archive in "$work"/archives/virtual-mfa-server-*.tgz; do
  name=$(tar xzOf "$archive" package/package.json | node -p 'JSON.parse(require("fs").readFileSync(0)).name')
  case $name in
    @virtual-mfa/server) npm pkg set "devDependencies[$name]=file:$archive" ;;
    *) npm pkg set "overrides[$name]=file:$archive" ;;
  esac
done
npm install --silent --no-audit --no-fund --prefer-offline
set -- node_modules/@virtual-mfa/*
[ "$*" = "node_modules/@virtual-mfa/server node_modules/@virtual-mfa/server-$(node -p 'process.platform + "-" + process.arch')" ] ||
  { echo "npm installed $*" >&2; exit 1; }
npx --no-install virtualmfa -version
# A test that takes longer hangs. Their own limits, 5 seconds, end one on a busy machine.
npm run --silent vitest -- --testTimeout 600000 --hookTimeout 600000
echo "from nothing to a passed test: $(($(date +%s) - start)) s"
npm run --silent jest -- --testTimeout 600000
if pgrep -f "^$work/project/.*/virtualmfa serve"; then echo "a server was left behind" >&2; exit 1; fi
