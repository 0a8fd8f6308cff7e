#!/bin/sh
# infra/tools/python.sh NAME COMMAND...: installs the packages of
# infra/tools/python/NAME.txt into a virtual environment of their own, and puts
# its COMMANDs into .cache/bin. Does nothing when they are there.
#
# NAME.txt pins every package by version and hash, dependencies included. After a change of NAME.in:
#   pip-compile --generate-hashes --allow-unsafe --no-annotate --no-header NAME.in
# or, for the tools of infra/check/tools.sh, infra/tools/python/pin.sh NAME.
set -eu
cd "$(dirname "$0")/../.."
name=$1; shift
pins=infra/tools/python/$name.txt venv=$PWD/.cache/python/$name
cmp -s "$pins" "$venv/pins.txt" && exit 0
infra/tools/need.sh python3=python3-venv
echo "installing the Python packages of $pins" >&2
rm -rf "$venv"
if ! python3 -m venv "$venv"; then # Debian's python3 alone cannot make one
  infra/tools/apt.sh python3-venv
  python3 -m venv --clear "$venv"
fi
infra/tools/retry.sh "$venv/bin/pip" install -q --no-input --disable-pip-version-check \
  --retries 5 --no-deps --require-hashes --only-binary :all: -r "$pins"
mkdir -p .cache/bin
for command; do # not links: Python finds its environment by the path it is called by
  rm -f ".cache/bin/$command"
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$venv/bin/$command" >".cache/bin/$command"
  chmod +x ".cache/bin/$command"
done
cp "$pins" "$venv/pins.txt" # last: it marks a complete environment
