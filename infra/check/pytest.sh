#!/bin/sh
# infra/check/pytest.sh: builds the pytest plugin as a wheel, installs it into a
# new environment and runs the example with it: alone, in three processes at once,
# with a test that fails, and with a seed file.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/python.sh examples pytest hatchling
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for platform in linux/arm64 darwin/arm64; do # not of this machine, but they build
  infra/build/wheel.sh "${platform%/*}" "${platform#*/}" "$work/wheels" >/dev/null
done
infra/build/wheel.sh linux amd64 "$work/wheels" >/dev/null
VIRTUALMFA_BINARIES='' infra/build/wheel.sh linux amd64 "$work/again" >/dev/null
cmp "$work"/wheels/*x86_64.musl*.whl "$work"/again/*.whl
du -b "$work"/wheels/*

start=$(date +%s)
python3 -m venv "$work/venv"
infra/tools/retry.sh "$work/venv/bin/pip" install -q --no-input --disable-pip-version-check \
  --no-deps --require-hashes --only-binary :all: -r infra/tools/python/examples.txt
"$work/venv/bin/pip" install -q --no-input --disable-pip-version-check --no-deps --no-index \
  --find-links "$work/wheels" pytest-virtual-mfa
"$work/venv/bin/pip" check
"$work/venv/bin/virtualmfa" -version

cp -r infra/examples/pytest "$work/suite"
cd "$work/suite"
export AWS_ACCESS_KEY_ID=the-suites-own-key AWS_SECRET_ACCESS_KEY=s AWS_DEFAULT_REGION=eu-west-1 PYTHONDONTWRITEBYTECODE=1
pytest="$work/venv/bin/python -m pytest -q -p no:cacheprovider"
$pytest --durations 3
echo "from nothing to a passed test: $(($(date +%s) - start)) s"
$pytest -n 3

printf 'def test_fails(mfa_server):\n    mfa_server.user("alice")\n    assert False\n' >test_report.py
if $pytest test_report.py >report; then cat report; exit 1; fi
grep -q 'virtual-mfa audit records' report
grep -q '"eventName": "EnableMFADevice"' report
rm test_report.py

cp "$OLDPWD/infra/examples/seed/seed.yaml" .
printf '[pytest]\nmfa_seed = seed.yaml\nmfa_args = -profile hardened\n' >pytest.ini
cat >test_seed.py <<'PYTHON'
import pytest

@pytest.mark.parametrize("again", [1, 2])
def test_starts_from_the_seed(mfa_server, again):
    iam = mfa_server.client("iam")
    assert [u["UserName"] for u in iam.list_users()["Users"]] == ["alice", "bob"]
    iam.delete_virtual_mfa_device(SerialNumber="arn:aws:iam::000000000000:mfa/spare")
    assert mfa_server.clock.now().date().isoformat() == "2026-11-23"
PYTHON
$pytest test_seed.py
# Every server has ended with its process.
if pgrep -f "^$work/venv/.*/virtualmfa serve"; then echo "a server was left behind" >&2; exit 1; fi
