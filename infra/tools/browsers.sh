#!/bin/sh
# infra/tools/browsers.sh: the browsers and decoders that the tests in web/ use. Quick when they are there already.
set -eu
cd "$(dirname "$0")"
./need.sh chromium=chromium firefox-esr=firefox-esr zbarimg=zbar-tools
