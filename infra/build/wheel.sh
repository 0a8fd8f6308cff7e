#!/bin/sh
# infra/build/wheel.sh OS ARCH DIR: builds the pytest plugin as a wheel with the
# binary of one platform into DIR.
set -eu
cd "$(dirname "$0")/../.."
case $1/$2 in # the binary is static, so that it runs on any C library
  linux/amd64) platform=manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64 ;;
  linux/arm64) platform=manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64 ;;
  darwin/amd64) platform=macosx_11_0_x86_64 ;;
  darwin/arm64) platform=macosx_11_0_arm64 ;;
  *) echo "there is no wheel for $1/$2" >&2; exit 2 ;;
esac
infra/tools/python.sh examples pytest hatchling
mkdir -p "$3"
out=$(cd "$3" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
infra/build/binary.sh "$1" "$2" "$work/virtualmfa"
# PEP 440: 0.0.0-dev.gCOMMIT is 0.0.0.dev0+gCOMMIT.
VIRTUALMFA_WHEEL_VERSION=$(infra/build/version.sh | sed -E 's/-dev\./.dev0+/; s/-rc\.?/rc/')
VIRTUALMFA_WHEEL_PLATFORM=$platform VIRTUALMFA_BINARY=$work/virtualmfa SOURCE_DATE_EPOCH=315532800
export VIRTUALMFA_WHEEL_VERSION VIRTUALMFA_WHEEL_PLATFORM VIRTUALMFA_BINARY SOURCE_DATE_EPOCH
hatchling=$PWD/.cache/bin/hatchling
cd infra/packages/python
"$hatchling" build -t wheel -d "$out"
