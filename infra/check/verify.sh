#!/bin/sh
# infra/check/verify.sh [FUZZTIME]: runs the most important tests named in
# infra/docs/threat-model.md and prints what they tried. With a duration such as
# 30s, each fuzz target runs that long too.
set -eu
cd "$(dirname "$0")/../.."

section() { printf '=== %s\n' "$1"; }

# figures PACKAGE TESTS [FLAG...]: runs tests that log what they tried, and
# prints that.
figures() {
  package=$1 tests=$2
  shift 2
  if ! out=$(go test -count=1 -timeout 2h -v -run "$tests" "$package" "$@" 2>&1); then
    printf '%s\n' "$out" >&2
    exit 1
  fi
  printf '%s\n' "$out" | grep -q '^--- PASS' || { echo "$package has no test $tests" >&2; exit 1; }
  printf '%s\n' "$out" | sed -nE -e 's/^ +[a-z_]+_test\.go:[0-9]+: /  /p' -e 's/^--- PASS: /  ok  /p'
}

section "races and crashes between any two steps"
figures ./shared/mfa/internal/scheduletest .
section "a whole account, compared with a model"
figures ./shared/mfa/internal/modeltest .
section "guessing codes"
figures ./shared/mfa 'Guess|LockedOut'
section "acceptance windows, to the second"
figures ./shared/otp 'Window|Vectors|Timing|Second'
section "authorization"
figures ./shared/mfa Table
section "forged requests"
figures ./shared/endpoint 'Recorded|Changed|EveryByte|Refusal'
section "histories of concurrent clients"
figures ./functions/virtualmfa Histories
section "servers with -state that are killed under load"
figures ./functions/virtualmfa KilledServer -kills 500
section "failures of DynamoDB and KMS"
figures ./functions/internal/faulttest .
section "lost answers of DynamoDB"
figures ./functions/internal/dynamo 'Lost|Revision'
section "secrets in any output"
figures ./shared/endpoint 'Secret|Leak|Panic'
figures ./functions/virtualmfa 'Secret|Leak'
figures ./shared/secret/secrettest .
section "statements covered by a package's own tests"
go test -short -cover ./shared/otp ./shared/mfa ./shared/endpoint ./shared/query ./shared/seal |
  awk '{print "  " $2, $5}'
section "bugs applied, and the tests that catch them"
infra/check/mutants.sh

[ $# -gt 0 ] || exit 0
section "response timing"
go run ./infra/bench/timing
targets=$(grep -rHoE '^func Fuzz\w+' --include='*_test.go' shared wasm | sed 's/func //')
[ -n "$targets" ] || { echo "no fuzz target was found" >&2; exit 1; }
for target in $targets; do
  name=${target#*:} file=${target%%:*}
  section "$name, $1"
  if ! out=$(go test -run '^$' -fuzz "^$name\$" -fuzztime "$1" "./$(dirname "$file")" 2>&1); then
    printf '%s\n' "$out" >&2
    exit 1
  fi
  printf '%s\n' "$out" | tail -3
done
