#!/bin/sh
# infra/check/mutants.sh [NAME...]: applies each patch of infra/check/mutants, a bug, or
# those that are named, to a copy of the tree and runs the test that must catch it.
# Prints a table of both.
set -eu
cd "$(dirname "$0")/../.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached -- '*.go' go.mod go.sum 'shared/*' infra functions web/embed.go 'web/*.html' 'web/page/*' 'web/toolkit/*' |
  tar --null -cf - -T - | tar -C "$copy" -xf -
[ -d .cache ] && ln -s "$PWD/.cache" "$copy/.cache" # DynamoDB Local, for the store on it

run() { # run PACKAGE TEST: in the copy, output in $copy/out
  case $1 in ./shared/*) short=-short ;; *) short= ;; esac # the others need tools, which -short does without
  (cd "$copy" && go test $short -count=1 -run "^$2\$" "$1") >"$copy/out" 2>&1
}

[ $# -gt 0 ] || set -- '*'
tried=0 caught=0
for name; do for patch in infra/check/mutants/$name.patch; do
  [ -f "$patch" ] || { echo "no mutant $patch: nothing was tested" >&2; exit 1; }
  tried=$((tried + 1))
  bug=$(sed -n 's/^Bug: //p' "$patch")
  where=$(sed -n 's/^Caught by: //p' "$patch")
  if ! patch -s -p1 --dry-run -d "$copy" <"$patch" >"$copy/out"; then
    printf '%-7s %s\n        %s does not apply\n' BROKEN "$bug" "$patch"
    continue
  fi
  patch -s -p1 -d "$copy" <"$patch"
  # shellcheck disable=SC2086 # a package and a test
  if run $where; then verdict=MISSED
  elif grep -q -e "^ *--- FAIL: ${where#* }" "$copy/out"; then verdict=caught caught=$((caught + 1))
  else verdict="BROKEN: $(head -3 "$copy/out")"
  fi
  patch -s -R -p1 -d "$copy" <"$patch"
  printf '%-7s %s\n        by %s\n' "$verdict" "$bug" "$where"
done; done
printf '%d of %d bugs caught\n' "$caught" "$tried"
[ "$caught" = "$tried" ]
