#!/bin/sh
# infra/tools/browsers.sh: installs the browsers and the QR decoder that the tests
# of web/ use. Does nothing when they are there.
set -eu
cd "$(dirname "$0")"
# Ubuntu has no package of the headless shell.
shell=chromium-headless-shell
[ -n "$(apt-cache pkgnames $shell)" ] || shell=chromium
./need.sh $shell=$shell firefox-esr=firefox-esr zbarimg=zbar-tools
