#!/bin/sh
# infra/check/tools.sh [NAME...]: runs published tools, unmodified, against the
# server, and checks what they find. Prints the row of each in README.md.
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- ansible cartography cloudsplaining custodian prowler
infra/tools/python.sh aws aws moto_server python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/virtualmfa" ./functions/virtualmfa
export PYTHONDONTWRITEBYTECODE=1
for name; do
  infra/tools/python.sh "$name"
  [ "$name" != cartography ] || infra/tools/neo4j.sh
  .cache/bin/python3 "infra/check/tools/$name.py" "$work/virtualmfa"
done
