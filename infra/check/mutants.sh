#!/bin/sh
# infra/check/mutants.sh [NAME...]: applies each patch of infra/check/mutants, a bug, or
# those that are named, to a copy of the tree and runs the test that must catch it.
# Prints a table of both. There is a copy for each core, up to four.
set -eu
cd "$(dirname "$0")/../.."

[ $# -gt 0 ] || set -- '*'
patches=
for name; do for patch in infra/check/mutants/$name.patch; do
  [ -f "$patch" ] || { echo "no mutant $patch: nothing was tested" >&2; exit 1; }
  patches="$patches $patch"
done; done
# shellcheck disable=SC2086 # one word per patch
patches=$(printf '%s\n' $patches | sort -u)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/taken" "$work/caught"

# run COPY PACKAGE TEST: output in COPY/out. Without -trimpath, Go's build cache would
# go by the folder and every copy compile everything. Vet, the optimizer and the
# debugger's tables would take longer than most of these tests.
run() {
  case $2 in ./shared/*) short=-short ;; *) short= ;; esac # the others need tools, which -short does without
  (cd "$1" && go test $short -count=1 -trimpath -vet=off -gcflags='./...=-N -l -dwarf=false' -ldflags='-s -w' \
    -run "^$3\$" "$2") >"$1/out" 2>&1
}

try() { # try COPY PATCH
  bug=$(sed -n 's/^Bug: //p' "$2")
  where=$(sed -n 's/^Caught by: //p' "$2")
  if ! patch -s -p1 --dry-run -d "$1" <"$2" >"$1/out"; then
    printf '%-7s %s\n        %s does not apply\n' BROKEN "$bug" "$2"
    return
  fi
  patch -s -p1 -d "$1" <"$2"
  # shellcheck disable=SC2086 # a package and a test
  if run "$1" $where; then verdict=MISSED
  elif grep -q -e "^ *--- FAIL: ${where#* }" "$1/out"; then
    verdict=caught
    : >"$work/caught/${2##*/}"
  else verdict="BROKEN: $(head -3 "$1/out")"
  fi
  patch -s -R -p1 -d "$1" <"$2"
  printf '%-7s %s\n        by %s\n' "$verdict" "$bug" "$where"
}

try_all() { # try_all COPY: every bug that no other copy has taken
  mkdir "$1"
  git ls-files -z --cached -- '*.go' go.mod go.sum 'shared/*' infra functions web/embed.go 'web/*.html' 'web/home/*' 'web/enroll/*' 'web/page/*' 'web/toolkit/*' |
    tar --null -cf - -T - | tar -C "$1" -xf -
  git init -q "$1" # tests ask it which files there are
  [ ! -d .cache ] || ln -s "$PWD/.cache" "$1/.cache" # DynamoDB Local, for the store on it
  for patch in $patches; do
    mkdir "$work/taken/${patch##*/}" 2>"$1/out" || continue
    try "$1" "$patch"
  done
}

cores=$(getconf _NPROCESSORS_ONLN)
[ "$cores" -le 4 ] || cores=4
jobs=
for n in $(seq "$cores"); do
  try_all "$work/copy$n" &
  jobs="$jobs $!"
done
for job in $jobs; do wait "$job" || echo "a copy of the tree ended early" >&2; done

tried=$(echo "$patches" | wc -w) caught=$(find "$work/caught" -type f | wc -l)
printf '%d of %d bugs caught\n' "$caught" "$tried"
[ "$caught" -eq "$tried" ]
