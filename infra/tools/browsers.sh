#!/bin/sh
# infra/tools/browsers.sh: installs the browsers and the QR decoder that the tests
# of web/ use. Does nothing when they are there.
set -eu
cd "$(dirname "$0")"
./need.sh chromium=chromium firefox-esr=firefox-esr zbarimg=zbar-tools
