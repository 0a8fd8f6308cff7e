#!/bin/sh
# infra/tools/dockerd.sh: makes sure that a Docker engine answers, and starts one
# when none does.
set -eu
docker info >/dev/null 2>&1 && exit 0
cd "$(dirname "$0")/../.."
infra/tools/need.sh docker=docker.io dockerd=docker.io
[ "$(id -u)" = 0 ] || { echo "no Docker engine answers: start one, or run this as root" >&2; exit 1; }
run=$PWD/.cache/dockerd
mkdir -p "$run"
exec 9>"$run/lock"
flock 9 # another check may be starting one
docker info >/dev/null 2>&1 && exit 0
# After an unclean shutdown the pid file may name an unrelated process.
if [ -f /var/run/docker.pid ] && ! grep -qs dockerd "/proc/$(cat /var/run/docker.pid)/comm"; then
  rm -f /var/run/docker.pid
fi
echo "starting a Docker engine" >&2
setsid dockerd --storage-driver=overlay2 >"$run/log" 2>&1 </dev/null 9>&- &
echo $! >"$run/pid"
for _ in $(seq 1200); do # a busy machine may take minutes; one that fails ends the loop
  docker info >/dev/null 2>&1 && exit 0
  kill -0 "$(cat "$run/pid")" 2>/dev/null || break
  sleep 0.25
done
echo "the Docker engine did not start:" >&2
tail -20 "$run/log" >&2
exit 1
