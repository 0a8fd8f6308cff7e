#!/bin/sh
# infra/check/image.sh: builds the container image twice, in two folders, and
# compares the digests; starts it as its user would and stops it; and runs the
# examples that use it: compose and Testcontainers, in Go and in Python.
set -eu
cd "$(dirname "$0")/../.."
infra/tools/dockerd.sh
infra/tools/python.sh examples pytest hatchling
compose='docker compose'
docker compose version >/dev/null 2>&1 || compose=docker-compose
[ "$compose" != docker-compose ] || infra/tools/need.sh docker-compose=docker-compose

work=$(mktemp -d)
container=
cleanup() {
  [ -z "$container" ] || docker rm -f "$container" >/dev/null
  rm -rf "$work"
}
trap cleanup EXIT

fail() { echo "$*" >&2; exit 1; }

# Waits for the server at $url, at most ten minutes: a busy machine may take some.
await_answer() {
  for _ in $(seq 30000); do
    if curl -sS "$url/healthz" >"$work/health" 2>"$work/refused"; then return; fi
    [ "$(docker inspect -f '{{.State.Running}}' "$container")" = true ] || break
    sleep 0.02
  done
  fail "no answer: $(cat "$work/refused"; docker logs "$container" 2>&1 >/dev/null)"
}

# Two folders, one digest.
digest=$(infra/build/image.sh)
tar c --exclude node_modules --exclude web/types --exclude wasm/worker/build --exclude wasm/worker/files \
  .git go.mod go.sum functions shared wasm web infra | tar x -C "$work"
again=$(VIRTUALMFA_BINARIES='' "$work/infra/build/image.sh" "$work/image")
[ "$digest" = "$again" ] || fail "two builds made two images: $digest and $again"
docker load -q -i .cache/image/image.tar

# Not root, healthy by its own word, with the key of the environment, and it ends
# with its work done when it is told to.
export VIRTUALMFA_ROOT_ACCESS_KEY_ID=AKIAROOTEXAMPLE00000
export VIRTUALMFA_ROOT_SECRET_ACCESS_KEY=the-root-key-of-this-check
start=$(date +%s%N)
container=$(docker run -d --read-only --cap-drop ALL -p 127.0.0.1::4599 \
  -e VIRTUALMFA_ROOT_ACCESS_KEY_ID -e VIRTUALMFA_ROOT_SECRET_ACCESS_KEY virtual-mfa:local)
url=http://$(docker port "$container" 4599/tcp | head -1)
await_answer
echo "the container answers after $((($(date +%s%N) - start) / 1000000)) ms: $(cat "$work/health")"
[ "$(docker inspect -f '{{.Config.User}}' "$container")" = 65532:65532 ] || fail "the container runs as root"
docker exec "$container" /virtualmfa healthcheck >/dev/null
if docker exec "$container" /virtualmfa healthcheck http://127.0.0.1:1 2>/dev/null; then
  fail "the health check succeeds without a server"
fi
docker logs "$container" 2>/dev/null >"$work/exports"
grep -qx 'export AWS_ENDPOINT_URL=http://127.0.0.1:4599' "$work/exports" || fail "$(cat "$work/exports")"
grep -qx "export AWS_ACCESS_KEY_ID=$VIRTUALMFA_ROOT_ACCESS_KEY_ID" "$work/exports"
status=
for _ in $(seq 2400); do
  status=$(docker inspect -f '{{.State.Health.Status}}' "$container")
  [ "$status" != healthy ] || break
  sleep 0.25
done
[ "$status" = healthy ] || fail "the container is $status"
docker stop -t 10 "$container" >/dev/null
code=$(docker inspect -f '{{.State.ExitCode}}' "$container")
[ "$code" = 0 ] || fail "the container ended with $code"
docker rm -f "$container" >/dev/null
container=

# A state file in a volume outlives its container.
volume=virtual-mfa-check-$$
for command in 'create-user --user-name alice' 'get-user --user-name alice'; do
  container=$(docker run -d -p 127.0.0.1::4599 -v "$volume:/state" \
    -e VIRTUALMFA_ROOT_ACCESS_KEY_ID -e VIRTUALMFA_ROOT_SECRET_ACCESS_KEY \
    virtual-mfa:local serve -addr 0.0.0.0:4599 -allow-remote -state mfa.db -key-file mfa.key)
  url=http://$(docker port "$container" 4599/tcp | head -1)
  await_answer
  # shellcheck disable=SC2086 # one word per argument
  AWS_ACCESS_KEY_ID=$VIRTUALMFA_ROOT_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY=$VIRTUALMFA_ROOT_SECRET_ACCESS_KEY \
    AWS_DEFAULT_REGION=us-east-1 .cache/bin/aws --endpoint-url "$url" iam $command >/dev/null
  docker rm -f "$container" >/dev/null
  container=
done
docker volume rm "$volume" >/dev/null

# The examples.
# A file in the tree would change the folder, and Go would run its tests again.
cp -r infra/examples/compose infra/examples/seed "$work/"
CGO_ENABLED=0 go build -o "$work/compose/app/app" ./infra/examples/compose/app
COMPOSE_PROJECT_NAME=virtual-mfa-check MFA_PORT=0
export COMPOSE_PROJECT_NAME MFA_PORT
ended=0
$compose -f "$work/compose/compose.yaml" up --build --exit-code-from app >"$work/log" 2>&1 || ended=$?
$compose -f "$work/compose/compose.yaml" down -v --rmi local >/dev/null 2>&1
grep -q 'alice has signed in with MFA' "$work/log" && [ "$ended" = 0 ] || fail "$(cat "$work/log")"

# Testcontainers' own container, which removes others after a crash, cannot be
# had without a registry.
export TESTCONTAINERS_RYUK_DISABLED=true
go -C infra/examples/testcontainers-go test -count 1 ./...
.cache/bin/pytest -q -p no:cacheprovider infra/examples/testcontainers-python

du -b .cache/image/virtualmfa-* .cache/image/image.tar
echo "the image is reproducible: $digest"
