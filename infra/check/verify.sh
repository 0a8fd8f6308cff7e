#!/bin/sh
# infra/check/verify.sh [FUZZTIME]: attacks what the product promises (infra/docs/threat-model.md), and prints what was tried. With a time such as 30s
# each fuzz target runs that long too.
set -eu
cd "$(dirname "$0")/../.."

# figures PACKAGE TESTS: runs tests that log what they tried, and shows that.
figures() {
  out=$(go test -count=1 -v -run "$2" "$1" 2>&1) || { printf '%s\n' "$out" >&2; exit 1; }
  printf '%s\n' "$out" | grep -q '^--- PASS' || { echo "$1 has no test $2" >&2; exit 1; }
  printf '%s\n' "$out" | sed -nE -e 's/^ +[a-z_]+_test\.go:[0-9]+: /  /p' -e 's/^--- PASS: /  ok  /p'
}

echo "=== races and crashes between any two steps";    figures ./shared/mfa/internal/scheduletest .
echo "=== a whole account beside a model of it";       figures ./shared/mfa/internal/modeltest .
echo "=== guessing";                                   figures ./shared/mfa 'Guess|LockedOut'
echo "=== windows, to the second";                     figures ./shared/otp 'Window|Vectors|Timing|Second'
echo "=== who may what";                               figures ./shared/mfa Table
echo "=== forged requests";                            figures ./shared/endpoint 'Recorded|Changed|EveryByte|Refusal'
echo "=== histories of many clients";                  figures ./functions/virtualmfa Histories
echo "=== faults on DynamoDB and KMS";                 figures ./functions/internal/faulttest .
echo "=== answers lost on the way from DynamoDB";      figures ./functions/internal/dynamo 'Lost|Revision'
echo "=== secrets in every output";                    figures ./shared/endpoint 'Secret|Leak|Panic'
                                                      figures ./functions/virtualmfa 'Secret|Leak'; figures ./shared/secret/secrettest .
echo "=== lines covered by a package's own tests";     go test -short -cover ./shared/otp ./shared/mfa ./shared/endpoint ./shared/query ./shared/seal | awk '{print "  " $2, $5}'
echo "=== bugs put in, and the tests that see them";   infra/check/mutants.sh

[ $# -gt 0 ] || exit 0
echo "=== the time an answer takes";                   go run ./infra/bench/timing
targets=$(grep -rHoE '^func Fuzz\w+' --include='*_test.go' shared wasm | sed 's/func //')
[ -n "$targets" ] || { echo "no fuzz target was found" >&2; exit 1; }
for target in $targets; do
  echo "=== ${target#*:}, $1"
  go test -run '^$' -fuzz "^${target#*:}\$" -fuzztime "$1" "./$(dirname "${target%%:*}")" | tail -3
done
