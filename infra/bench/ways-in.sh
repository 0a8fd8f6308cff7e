#!/bin/sh
# infra/bench/ways-in.sh [RUNS [WAY...]]: how long each way into a test suite takes,
# from an empty home directory to the first test that passes, with the time that the
# registries take; how long a server takes to start; and sizes. It prints the median
# of RUNS, 3 by default, with the fastest and the slowest.
#
# What a release offers for download is built before and not counted: a file stands
# for its download. Nothing else is there: no package and no build of an earlier run.
set -eu
cd "$(dirname "$0")/../.."
runs=${1:-3}
[ $# -eq 0 ] || shift
ways=${*:-binary action pytest vitest go compose}
starts=20 # of a server, for its start-up time
repo=$PWD
work=$(mktemp -d)
container=
cleanup() {
  # The server of a way that failed.
  pgrep -f "^$work/(.*/)?virtualmfa serve" | xargs -r kill
  [ -z "$container" ] || docker rm -f "$container" >/dev/null
  rm -f infra/examples/compose/app/app
  chmod -R u+w "$work" # Go makes its modules read-only
  rm -rf "$work"
}
trap cleanup EXIT
case $(uname -m) in x86_64) arch=amd64 cpu=X64 ;; *) arch=arm64 cpu=ARM64 ;; esac
os=$(uname -s | tr '[:upper:]' '[:lower:]')
version=$(infra/build/version.sh)
PATH=$repo/.cache/bin:$PATH
export PATH

wanted() { # wanted WAY
  case " $ways " in *" $1 "*) ;; *) return 1 ;; esac
}

# The downloads.
infra/build/binary.sh "$os" "$arch" "$work/virtualmfa"
archive=virtualmfa_${version}_${os}_$arch.tar.gz
mkdir -p "$work/release/v$version"
cp LICENSE "$work/"
tar czf "$work/release/v$version/$archive" -C "$work" LICENSE virtualmfa
sha256=$(sha256sum "$work/release/v$version/$archive" | cut -d ' ' -f 1)
wanted pytest && infra/build/wheel.sh "$os" "$arch" "$work/wheels" >/dev/null 2>&1
wanted vitest && infra/build/npm.sh "$work/npm" >/dev/null
if wanted compose; then
  infra/tools/dockerd.sh
  infra/build/image.sh >/dev/null
  compose='docker compose'
  docker compose version >/dev/null 2>&1 || compose=docker-compose
  CGO_ENABLED=0 go build -o infra/examples/compose/app/app ./infra/examples/compose/app
fi

# Each way is a function that ends with the first test that has passed. It runs in an
# empty folder, which is its home directory too.
way_binary() {
  curl -fsS -o "$archive" "file://$work/release/v$version/$archive"
  echo "$sha256  $archive" | sha256sum -c --quiet
  tar xzf "$archive" virtualmfa
  "$PWD/virtualmfa" serve -addr 127.0.0.1:0 -env mfa.env 2>log &
  until [ -s mfa.env ]; do
    kill -0 $! # it has not ended
    sleep 0.01
  done
  # shellcheck source=/dev/null
  . ./mfa.env
  aws iam create-user --user-name alice
  kill $!
  wait $!
}

way_action() {
  export RUNNER_OS=Linux RUNNER_ARCH=$cpu RUNNER_TEMP="$PWD" GITHUB_ENV="$PWD/env" GITHUB_OUTPUT="$PWD/output"
  export VERSION="$version" SHA256="$sha256" RELEASES="file://$work/release" SEED='' ARGS=''
  for step in Install Start; do bash --noprofile --norc -eo pipefail "$work/$step"; done
  sed 's/^/export /' env >exports
  # shellcheck source=/dev/null
  . ./exports
  aws iam create-user --user-name alice
  kill "$(pgrep -f "^$PWD/virtual-mfa/virtualmfa serve")"
}

way_pytest() {
  python3 -m venv venv
  venv/bin/pip install -q --no-input "$work"/wheels/*.whl
  sed -n '1,/^def test_code_under/p' "$repo/infra/examples/pytest/test_mfa.py" | sed '$d' >test_mfa.py
  venv/bin/python -m pytest -q test_mfa.py
}

way_vitest() {
  cp "$repo/infra/examples/node/mfa.vitest.mjs" "$repo/infra/examples/node/vitest.config.mjs" .
  npm init -y >/dev/null
  platform=$os-$(node -p process.arch)
  set -- "$work/npm/virtual-mfa-server-$platform"-*.tgz
  npm pkg set "overrides[@virtual-mfa/server-$platform]=file:$1"
  npm install --silent --no-audit --no-fund "$work"/npm/virtual-mfa-server-[0-9]*.tgz \
    vitest@3.2.4 @aws-sdk/client-iam@3.1169.0 @aws-sdk/client-sts@3.1169.0
  npx --no-install vitest run
}

way_go() {
  cat >mfa_test.go <<'GO'
package suite

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/virtual-mfa/virtual-mfa/functions/mfatest"
)

func TestACodeOpensASession(t *testing.T) {
	alice := mfatest.Start(t).User(t, "alice")
	_, err := sts.NewFromConfig(alice.Config()).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
		SerialNumber: aws.String(alice.SerialNumber),
		TokenCode:    aws.String(alice.Code()),
	})
	if err != nil {
		t.Fatal(err)
	}
}
GO
  go mod init example.com/suite
  go mod edit -require github.com/virtual-mfa/virtual-mfa@v0.0.0 -replace "github.com/virtual-mfa/virtual-mfa=$repo"
  go get -t .
  go test .
}

way_compose() {
  docker image rm -f virtual-mfa:local
  docker load -q -i "$repo/.cache/image/image.tar"
  COMPOSE_PROJECT_NAME=virtual-mfa-bench MFA_PORT=0
  export COMPOSE_PROJECT_NAME MFA_PORT
  $compose -f "$repo/infra/examples/compose/compose.yaml" up --build --exit-code-from app
}

after_compose() {
  COMPOSE_PROJECT_NAME=virtual-mfa-bench $compose -f infra/examples/compose/compose.yaml down -v --rmi local \
    >/dev/null 2>&1
}

# now prints milliseconds.
now() { echo $(($(date +%s%N) / 1000000)); }

# spread UNIT DIVISOR <MILLISECONDS: prints the median, and the extremes.
spread() {
  sort -n | awk -v unit="$1" -v by="$2" '{ t[NR] = $1 / by }
    END { printf "%.1f %s (%.1f to %.1f, %d runs)\n", t[int((NR + 1) / 2)], unit, t[1], t[NR], NR }'
}

if wanted action; then
  for step in Install Start; do
    infra/check/step.sh .github/actions/virtual-mfa/action.yml "$step virtualmfa" >"$work/$step"
  done
fi
echo "load: $(uptime | sed 's/.*load/load/'); $(getconf _NPROCESSORS_ONLN) cores"
for way in $ways; do
  : >"$work/times"
  for run in $(seq "$runs"); do
    home=$work/$way-$run
    mkdir "$home"
    begin=$(now)
    ( # in the background, where set -e works
      cd "$home"
      HOME=$home
      export HOME
      unset GOMODCACHE GOCACHE GOPATH GOFLAGS PIP_FIND_LINKS AWS_PROFILE
      "way_$way"
    ) >"$work/log" 2>&1 &
    ended=0
    wait $! || ended=$?
    echo $(($(now) - begin)) >>"$work/times"
    [ "$way" != compose ] || after_compose
    [ "$ended" = 0 ] || { cat "$work/log" >&2; exit 1; }
    chmod -R u+w "$home"
    rm -rf "$home"
  done
  printf 'first passed test, %s: ' "$way"
  spread s 1000 <"$work/times"
done

# Start-up: until the exports are printed, or the health check answers.
: >"$work/times"
for _ in $(seq "$starts"); do
  : >"$work/exports"
  begin=$(now)
  "$work/virtualmfa" serve -addr 127.0.0.1:0 >"$work/exports" 2>/dev/null &
  until [ "$(wc -l <"$work/exports")" = 5 ]; do
    kill -0 $! # it has not ended
    sleep 0.002
  done
  echo $(($(now) - begin)) >>"$work/times"
  kill $!
  wait $!
done
printf 'start-up, binary: '
spread ms 1 <"$work/times"
if wanted compose; then
  docker load -q -i .cache/image/image.tar >/dev/null
  : >"$work/times"
  for _ in $(seq "$runs"); do
    begin=$(now)
    container=$(docker run -d -p 127.0.0.1::4599 virtual-mfa:local)
    url=http://$(docker port "$container" 4599/tcp | head -1)
    tries=0
    until curl -fsS "$url/healthz" >/dev/null 2>&1; do
      tries=$((tries + 1))
      [ "$tries" -lt 2000 ] # it does not start
      sleep 0.005
    done
    echo $(($(now) - begin)) >>"$work/times"
    docker rm -f "$container" >/dev/null
    container=
  done
  printf 'start-up, image, from docker run: '
  spread ms 1 <"$work/times"
fi
if wanted pytest; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install -q --no-input "$work"/wheels/*.whl
  "$work/venv/bin/python" - "$starts" >"$work/times" <<'PYTHON'
import sys, time
from pytest_virtual_mfa.server import Server

for _ in range(int(sys.argv[1])):
    start = time.monotonic()
    with Server() as server:
        print((time.monotonic() - start) * 1000)
PYTHON
  printf 'start-up, pytest fixture: '
  spread ms 1 <"$work/times"
fi
if wanted go; then
  printf 'start-up, Go package: '
  go test ./functions/mfatest -run '^$' -bench '^BenchmarkStart$' -benchtime 200x |
    awk '/^BenchmarkStart/ { found = 1; printf "%.2f ms (mean of %d)\n", $3 / 1e6, $2 } END { exit !found }'
fi
printf 'size, bytes: '
(cd "$work" && stat -c '%n %s' virtualmfa "release/v$version/$archive" wheels/*.whl npm/*-"$os"-x64-*.tgz 2>/dev/null) |
  tr '\n' ';'
if wanted compose; then stat -c ' image.tar %s' .cache/image/image.tar; else echo; fi
