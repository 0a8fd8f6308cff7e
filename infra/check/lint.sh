#!/bin/sh
# infra/check/lint.sh: what can be told from the source alone: gofmt, vet, staticcheck, and two rules of this project.
set -eu
cd "$(dirname "$0")/../.."
fail() { echo "$1" >&2; echo "$2" >&2; exit 1; }

found=$(gofmt -l $(git ls-files '*.go'))
[ -z "$found" ] || fail "gofmt would change:" "$found"
go vet ./...
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

# A skipped test is a test nobody misses: only tooltest may skip, and it does not in CI.
found=$(git ls-files '*_test.go' | xargs grep -nE '\.Skip(Now|f)?\(' || true)
[ -z "$found" ] || fail "tests skip through tooltest only:" "$found"
found=$(git ls-files | grep -vE '(^|/)package-lock\.json$' | xargs grep -nIE 'TO''DO|FIX''ME' || true)
[ -z "$found" ] || fail "do it, or file it:" "$found"
