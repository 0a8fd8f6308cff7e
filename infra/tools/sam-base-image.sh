#!/bin/sh
# infra/tools/sam-base-image.sh [IMAGE]: makes a base image of 2 MB for `sam local`
# from Debian's busybox-static, without a registry. Does nothing when it is there.
#
# SAM builds on it with sh, mv and chmod; our functions are static and need nothing
# else but CA certificates.
set -eu
tools=$(cd "$(dirname "$0")" && pwd)
image=${1:-local/lambda-base:1}
docker image inspect "$image" >/dev/null 2>&1 && exit 0
command -v dpkg-deb >/dev/null || { echo "the base image is made from a Debian package: run this on Debian" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work" # apt downloads as its own user
(
  cd "$work"
  "$tools/retry.sh" apt-get download -q -o Acquire::Retries=5 busybox-static >/dev/null
  dpkg-deb -x busybox-static_*.deb x
)
root=$work/root
mkdir -p "$root/bin" "$root/tmp" "$root/var/task" "$root/var/runtime" "$root/opt" "$root/etc/ssl/certs"
chmod 1777 "$root/tmp"
cp "$work/x/bin/busybox" "$root/bin/busybox"
for applet in sh mv chmod cp rm; do ln -s busybox "$root/bin/$applet"; done
if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
fi
tar -C "$root" --owner=0 --group=0 --numeric-owner -cf - . |
  docker import -c 'ENV PATH=/bin:/usr/bin' -c 'WORKDIR /var/task' - "$image" >/dev/null
