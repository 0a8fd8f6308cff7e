#!/bin/sh
# infra/build/toolkit.sh: builds wasm/toolkit twice, by TinyGo to be published and by standard Go because that always works.
#   web/toolkit/otp.wasm, web/toolkit/integrity.js  what the npm package and the page load
#   web/page/qr-decode.js  with TinyGo, and so with npm's packages: what reads pictures in the page
#   .cache/wasm/standard.wasm, .cache/wasm/tiny.wasm  the two builds, for the tests
# Without TinyGo (infra/tools/tinygo.sh sets it up) the page gets the standard build; with CI=true that is a failure.
set -eu
cd "$(dirname "$0")/../.."
out=$PWD/.cache/wasm
mkdir -p "$out"

infra/build/reactor.sh standard ./wasm/toolkit "$out/standard.wasm"
chosen=$out/standard.wasm

if [ -x .cache/tinygo/tinygo ]; then
  infra/build/reactor.sh tiny ./wasm/toolkit "$out/tiny.wasm"
  (cd web && npm run --silent decoder -- --log-level=warning)
  chosen=$out/tiny.wasm
elif [ "${CI:-}" = true ]; then
  echo "infra/build/toolkit.sh: no TinyGo; run infra/tools/tinygo.sh" >&2
  exit 1
else
  echo "infra/build/toolkit.sh: NO TINYGO. otp.wasm is the standard build, about eight times larger. For the small one run infra/tools/tinygo.sh first." >&2
fi

cp "$chosen" web/toolkit/otp.wasm
hash=$(openssl dgst -sha384 -binary "$chosen" | openssl base64 -A)
cat >web/toolkit/integrity.js <<MODULE
// Written by infra/build/toolkit.sh: the SHA-384 of otp.wasm, for load({ integrity }) and for Subresource Integrity.
export const integrity = 'sha384-$hash';
MODULE
sha256sum "$out"/*.wasm | sed "s|$out/||"
