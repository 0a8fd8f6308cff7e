#!/bin/sh
# infra/check/lint.sh: the linters of Go (.golangci.yml), shell, workflows and
# JavaScript, and the rules of this project that grep can check.
#
# The linters of Go are built on the first run. The others run where they are
# installed (make tools installs them); with CI=true they are installed first.
set -eu
cd "$(dirname "$0")/../.."

fail() { # fail RULE FINDINGS
  printf '%s\n%s\n' "$1" "$2" >&2
  exit 1
}

search() { # search OPTION... PATTERN -- FILES: the lines of tracked files that match, if any
  git grep -nE "$@" || [ $? -eq 1 ] # another status is a failure to search
}

installed() { # installed FILE: reports whether the program is there, or says that it is not
  [ -x "$1" ] && return 0
  echo "not checked: $1 is missing (make tools installs it)" >&2
  return 1
}

infra/tools/go.sh
if [ "${CI:-}" = true ]; then
  infra/tools/python.sh lint shellcheck zizmor
  infra/tools/npm.sh web
fi

.cache/bin/golangci-lint run ./...
# The modules themselves: their files are left out of the build for this machine.
GOOS=js GOARCH=wasm go vet ./wasm/...
GOOS=wasip1 GOARCH=wasm go vet ./wasm/toolkit ./wasm/policy ./wasm/tokens ./wasm/worker
go mod tidy -diff
go run ./infra/build/generate -check

if installed .cache/bin/shellcheck; then
  git ls-files '*.sh' .ci/run | xargs .cache/bin/shellcheck
fi
if ls .github/workflows/*.yml >/dev/null 2>&1; then
  .cache/bin/actionlint -shellcheck= -pyflakes=
  .cache/bin/actionlint -shellcheck= -pyflakes= infra/examples/github/workflow.yml
  if installed .cache/bin/zizmor; then
    .cache/bin/zizmor --quiet --offline --no-progress .github infra/examples/github
  fi
fi
if installed web/node_modules/.bin/biome; then npm run --silent lint --prefix web; fi

for patch in infra/check/mutants/*.patch; do
  found=$(patch -s -p1 --dry-run <"$patch" 2>&1) || fail "$patch does not apply:" "$found"
done

# Only package tooltest may skip a test, and it does not in CI.
found=$(search '\.Skip(Now|f)?\(' -- '*_test.go')
[ -z "$found" ] || fail "tests skip through package tooltest only:" "$found"
found=$(search '^(\[[^]]*\] *)*(skip|stop)\b' -- '*.txtar')
[ -z "$found" ] || fail "scripts skip through package tooltest only, with needs:" "$found"
# Go must not report an old result of a test whose programs read a changed file.
for folder in $(git ls-files '*_test.go' | xargs grep -lF 'exec.Command' | xargs -n 1 dirname | sort -u); do
  grep -qE 'worktree\.Depend\(|tooltest\.(Path|Module|DynamoDBLocal|PythonModule|Terraform)\(' "$folder"/*.go ||
    fail "$folder has tests that start programs" "none of them calls worktree.Depend, as package tooltest does"
done
found=$(search '\|\| *(true|:)( |;|$)' -- '*.txtar' '*.sh' .ci Makefile)
[ -z "$found" ] || fail "scripts swallow a failure; say what has to fail:" "$found"
grep -q '^go: .* \./\.\.\.$' infra/check/steps.mk ||
  fail "make test runs every package of Go" "infra/check/steps.mk has no such step"
# The race detector finds nothing, slowly, where there is one goroutine.
for folder in $(git ls-files 'shared/*.go' | xargs grep -lE '\bgo func\(|\.Go\(' | xargs -n 1 dirname | sort -u); do
  grep -qE "^goroutines = .*\./$folder( |\$)" infra/check/steps.mk ||
    fail "$folder starts goroutines" "infra/check/steps.mk does not run it with the race detector"
done
found=$(search -I 'TO''DO|FIX''ME|XX''X' -- ':!*package-lock.json')
[ -z "$found" ] || fail "finish it, or file an issue:" "$found"
found=$(search -Ioi '\b(http\.)?(no''body|some''body|who''ever|a''new|at ''hand)\b' -- \
  ':!*package-lock.json' ':!*.patch' ':!*/testdata/*')
found=$(printf '%s' "$found" | sed '/http\.No''Body$/d')
[ -z "$found" ] || fail "say it in plainer words:" "$found"
