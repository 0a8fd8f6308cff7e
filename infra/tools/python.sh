#!/bin/sh
# infra/tools/python.sh NAME COMMAND...: a virtual environment of what infra/tools/python/NAME.txt pins, and its COMMANDs in .cache/bin.
set -eu
cd "$(dirname "$0")/../.."
name=$1; shift
pins=infra/tools/python/$name.txt venv=$PWD/.cache/python/$name
cmp -s "$pins" "$venv/pins.txt" && exit 0
infra/tools/need.sh python3=python3-venv
rm -rf "$venv"
python3 -m venv "$venv" || { echo "no virtual environment: install python3-venv" >&2; exit 1; }
"$venv/bin/pip" install -q --no-input --disable-pip-version-check -r "$pins"
mkdir -p .cache/bin
for command; do # not links: python finds its environment by the path that it was called by
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$venv/bin/$command" >".cache/bin/$command"
  chmod +x ".cache/bin/$command"
done
cp "$pins" "$venv/pins.txt" # last: it marks a complete environment
