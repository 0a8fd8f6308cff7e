#!/bin/sh
# infra/tools/python/pin.sh NAME...: pins what NAME.in asks for and all that it
# requires in NAME.txt, for every Python from 3.11 on. What a line "# without: ..."
# of NAME.in lists is left out, with all that only it requires: tools that also
# work with other clouds require the SDKs of them all, 2 GB.
set -eu
cd "$(dirname "$0")"
command -v uv >/dev/null || { echo "install uv first: pip install uv" >&2; exit 1; }
overrides=$(mktemp)
trap 'rm -f "$overrides"' EXIT
for name; do
  sed -n 's/^# without: //p' "$name.in" | tr ' ' '\n' | sed "s/.*/& ; python_version < '3'/" >"$overrides"
  uv pip compile -q --universal --python-version 3.11 --generate-hashes --emit-build-options \
    --no-annotate --no-header --override "$overrides" "$name.in" -o "$name.txt"
done
