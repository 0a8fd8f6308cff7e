#!/bin/sh
# infra/check/release.sh: makes a release without publishing it, and checks what
# is in it: the same binaries as infra/build/binary.sh makes, checksums, bills of
# materials, one version everywhere. Then runs the shell of the GitHub Action, of
# its example workflow and of the workflow that publishes, as a runner would, with
# that release.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/release.sh
infra/tools/python.sh examples pytest hatchling
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
VIRTUALMFA_VERSION=$(infra/build/version.sh)
PATH=$PWD/.cache/bin:$PATH
export VIRTUALMFA_VERSION PATH
fail() { echo "$*" >&2; exit 1; }

rm -rf .cache/packages
infra/build/packages.sh .cache/packages >/dev/null 2>&1
goreleaser check --quiet
goreleaser release --snapshot --clean --skip=publish 2>"$work/log" ||
  fail "$(cat "$work/log")"

cd .cache/release
cp ../packages/* . # checksums.txt has them by name
sha256sum --quiet -c checksums.txt
for platform in linux_amd64 linux_arm64 darwin_amd64 darwin_arm64; do
  archive=virtualmfa_${VIRTUALMFA_VERSION}_$platform.tar.gz
  grep -q "  $archive$" checksums.txt || fail "checksums.txt has no $archive"
  tar tzf "$archive" | sort | tr '\n' ' ' | grep -qx 'LICENSE virtualmfa ' || fail "$archive has other files"
  grep -q 'pkg:golang/go.etcd.io/bbolt@' "virtualmfa_${VIRTUALMFA_VERSION}_$platform.cdx.json"
  mkdir "$work/$platform"
  tar xzf "$archive" -C "$work/$platform" virtualmfa
  du -b "$archive" "$work/$platform/virtualmfa"
done
[ "$(grep -c -e '\.whl$' -e '\.tgz$' checksums.txt)" = 9 ] || fail "checksums.txt lacks packages: $(cat checksums.txt)"
cd ../..
for platform in linux_amd64 darwin_arm64; do
  infra/build/binary.sh "${platform%_*}" "${platform#*_}" "$work/binary"
  cmp "$work/binary" "$work/$platform/virtualmfa"
done
case $(uname -m) in x86_64) here=linux_amd64 cpu=X64 ;; *) here=linux_arm64 cpu=ARM64 ;; esac
[ "$("$work/$here/virtualmfa" -version)" = "virtualmfa $VIRTUALMFA_VERSION" ] || fail "the binary has another version"

action=.github/actions/virtual-mfa/action.yml
workflow=infra/examples/github/workflow.yml
mkdir -p "$work/releases/v$VIRTUALMFA_VERSION"
archive=virtualmfa_${VIRTUALMFA_VERSION}_$here.tar.gz
cp ".cache/release/$archive" "$work/releases/v$VIRTUALMFA_VERSION/"
export RUNNER_OS=Linux RUNNER_ARCH=$cpu RUNNER_TEMP="$work/temp" VERSION="$VIRTUALMFA_VERSION" RELEASES="file://$work/releases"
export GITHUB_ENV="$work/github-env" GITHUB_OUTPUT="$work/github-output"
mkdir "$RUNNER_TEMP"
run() { infra/check/step.sh "$1" "$2" >"$work/step" && bash --noprofile --norc -eo pipefail "$work/step"; }

if SHA256=$(printf '%064d' 0) run "$action" 'Install virtualmfa' >"$work/out" 2>&1; then
  fail "an archive with another checksum was installed"
fi
grep -q '::error::.* does not have the SHA-256' "$work/out"
[ ! -e "$RUNNER_TEMP/virtual-mfa/virtualmfa" ] || fail "an archive with another checksum was unpacked"
SHA256=$(sha256sum ".cache/release/$archive" | cut -d ' ' -f 1) run "$action" 'Install virtualmfa'
if SEED=missing.yaml ARGS='' run "$action" 'Start virtualmfa' >"$work/out" 2>&1; then
  fail "the server started without its seed file"
fi
grep -q '::error::virtualmfa did not start: .*missing.yaml' "$work/out"
start=$(date +%s%N)
SEED=infra/examples/seed/seed.yaml ARGS='-profile hardened -default-policy none' run "$action" 'Start virtualmfa' >"$work/out"
echo "the action starts the server in $((($(date +%s%N) - start) / 1000000)) ms"
grep -q '^::add-mask::' "$work/out"
AUDIT=$(sed -n 's/^audit=//p' "$GITHUB_OUTPUT")
[ -x "$(sed -n 's/^command=//p' "$GITHUB_OUTPUT")" ]
# As a runner does before the next step: these variables and no others.
sed 's/^/export /' "$GITHUB_ENV" >"$work/exports"
[ "$(cut -d = -f 1 "$GITHUB_ENV" | sort | tr '\n' ' ')" = \
  'AWS_ACCESS_KEY_ID AWS_DEFAULT_REGION AWS_ENDPOINT_URL_IAM AWS_ENDPOINT_URL_STS AWS_REGION AWS_SECRET_ACCESS_KEY ' ] ||
  fail "the steps that follow get $(cut -d = -f 1 "$GITHUB_ENV")"
(
  # shellcheck source=/dev/null
  . "$work/exports"
  if run "$workflow" Test >"$work/out" 2>&1; then fail "alice was made twice"; fi # the seed has her
  grep -q EntityAlreadyExists "$work/out"
)
export AUDIT
run "$workflow" 'Show what the service answered' >"$work/out"
grep -q '"errorCode":"EntityAlreadyExists' "$work/out"
kill "$(pgrep -f "^$RUNNER_TEMP/virtual-mfa/virtualmfa serve")"

# Publishing, up to the registries: gh fetches the release from here, and npm only
# checks what it would upload.
[ "$(infra/build/image.sh "$work/image" .cache/release)" = "$(infra/build/image.sh "$work/built")" ] ||
  fail "the image of the released binaries is not the one that is built"
mkdir "$work/bin" "$work/publish"
npm=$(command -v npm)
cat >"$work/bin/gh" <<GH
#!/bin/sh
[ "\$1 \$2 \$3 \$6" = "release download v$VIRTUALMFA_VERSION --dir" ] && cp -r "$PWD/.cache/release" "\$7"
GH
cat >"$work/bin/npm" <<NPM
#!/bin/sh
[ "\$1" = publish ] && "$npm" "\$@" --dry-run --tag dry-run && echo "\$4" >>"$work/published"
NPM
chmod +x "$work/bin/gh" "$work/bin/npm"
for name in 'Fetch the wheels' 'Fetch the packages' 'Publish the packages' 'Fetch the archives'; do
  infra/check/step.sh .github/workflows/publish.yml "$name" >"$work/step"
  case $name in Fetch*) rm -rf "$work/publish/release" ;; esac
  (cd "$work/publish" && env PATH="$work/bin:$PATH" TAG="v$VIRTUALMFA_VERSION" \
    GITHUB_REPOSITORY=virtual-mfa/virtual-mfa bash --noprofile --norc -eo pipefail "$work/step") \
    >"$work/out" 2>&1 || fail "$name: $(cat "$work/out")"
done
set -- "$work"/publish/wheels/*.whl
[ $# = 4 ] || fail "these are the wheels for PyPI: $*"
[ "$(wc -l <"$work/published")" = 5 ] || fail "these are the packages for npm: $(cat "$work/published")"
tail -1 "$work/published" | grep -q "/virtual-mfa-server-$VIRTUALMFA_VERSION.tgz$" ||
  fail "the package that users install is not the last: $(cat "$work/published")"
echo "the release and the action are well"
