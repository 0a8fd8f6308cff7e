#!/bin/sh
# infra/build/toolkit.sh: builds wasm/toolkit with TinyGo, which is what we publish,
# and with the standard compiler, which needs nothing installed; and wasm/policy and
# wasm/tokens with TinyGo, or with the standard compiler where TinyGo is missing.
#   web/toolkit/otp.wasm, web/toolkit/integrity.js  loaded by the npm package and the page
#   web/toolkit/inline.js                           otp.wasm as a script, in the npm package; TinyGo builds only
#   web/page/policy.wasm                            the policy check, loaded by the page policy.html
#   web/import/tokens.wasm                          the import of hardware tokens, loaded by its page
#   web/page/qr-decode.js                           reads QR codes from pictures; TinyGo builds only
#   web/{enroll,import}/bundle.js                   the scripts of each of these pages in one; TinyGo builds only
#   .cache/wasm/standard.wasm, .cache/wasm/tiny.wasm  both builds, for the tests
# Without TinyGo the page gets the standard build; with CI=true that is a failure.
set -eu
cd "$(dirname "$0")/../.."
out=$PWD/.cache/wasm
mkdir -p "$out"

compiler=standard
if [ -x .cache/tinygo/tinygo ]; then
  compiler=tiny
elif [ "${CI:-}" = true ]; then
  echo "$0: TinyGo is missing: run infra/tools/tinygo.sh" >&2
  exit 1
else
  echo "$0: TinyGo is missing, so otp.wasm is the standard build, about eight times larger." \
    "For the small one run infra/tools/tinygo.sh first." >&2
fi

from=$(infra/build/digest.sh $compiler)
if [ -n "$from" ] && [ -f "$out/built" ] && [ "$(head -1 "$out/built")" = "$from" ] &&
  sed 1d "$out/built" | sha256sum --check --status; then
  echo "the modules are there, built from these files"
  exit 0
fi

infra/build/reactor.sh standard ./wasm/toolkit "$out/standard.wasm"
chosen=$out/standard.wasm
if [ $compiler = tiny ]; then
  infra/build/reactor.sh tiny ./wasm/toolkit "$out/tiny.wasm"
  chosen=$out/tiny.wasm
fi
infra/build/reactor.sh $compiler ./wasm/policy "$PWD/web/page/policy.wasm"
# A file may be larger than the memory that a module without a collector would need.
infra/build/reactor.sh $compiler ./wasm/tokens "$PWD/web/import/tokens.wasm" precise

cp "$chosen" web/toolkit/otp.wasm
hash=$(openssl dgst -sha384 -binary "$chosen" | openssl base64 -A)
cat >web/toolkit/integrity.js <<MODULE
// Written by infra/build/toolkit.sh: the SHA-384 of otp.wasm, for load({ integrity }) and for Subresource Integrity.
export const integrity = 'sha384-$hash';
MODULE

made='web/toolkit/otp.wasm web/toolkit/integrity.js web/page/policy.wasm web/import/tokens.wasm'
if [ $compiler = tiny ]; then
  (cd web && npm run --silent decoder -- --log-level=warning && npm run --silent pages -- --log-level=warning)
  node web/build/inline.js
  made="$made web/toolkit/inline.js web/page/qr-decode.js web/enroll/bundle.js web/import/bundle.js"
fi
# shellcheck disable=SC2086 # one word per file
sums=$(sha256sum .cache/wasm/*.wasm $made)
printf '%s\n%s\n' "$from" "$sums" >"$out/built"
echo "$sums"
