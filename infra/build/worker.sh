#!/bin/sh
# infra/build/worker.sh: builds the parts of the edge worker that
# wasm/worker/wrangler.jsonc names.
#   build/edge.wasm  the routing decisions; with the standard compiler, where TinyGo
#                    is missing, it is ten times larger and works as well
#   build/go         the Worker written in Go only
#   files            the files it serves: the toolkit, its page, and those for enrollment
#                    and for the import of hardware tokens
set -eu
cd "$(dirname "$0")/../../wasm/worker"
compiler=standard
[ ! -x ../../.cache/tinygo/tinygo ] || compiler=tiny
from=$(../../infra/build/digest.sh $compiler)
[ ! -f ../../.cache/wasm/built ] || from="$from $(sha256sum <../../.cache/wasm/built)"
if [ -n "$from" ] && [ -f files/_headers ] && [ -f build/from ] && [ "$from" = "$(cat build/from)" ]; then
  echo "the worker is there, built from these files"
  exit 0
fi
rm -rf build files
go run github.com/syumai/workers/cmd/workers-assets-gen -mode=go -o build/go
GOOS=js GOARCH=wasm go build -trimpath -buildvcs=false -ldflags='-s -w' -o build/go/app.wasm ../worker-go
../../infra/build/reactor.sh $compiler ./wasm/worker "$PWD/build/edge.wasm"
mkdir -p files/toolkit
cp -R ../../web/index.html ../../web/policy.html ../../web/page ../../web/toolkit files/toolkit/
for page in enroll import; do
  folder=files/$page
  mkdir "$folder"
  cp ../../web/$page/* ../../web/page/icon.svg "$folder/"
  cat ../../web/page/base.css ../../web/$page/style.css >"$folder/style.css"
  if [ -f "$folder/bundle.js" ]; then
    mv "$folder/bundle.js" "$folder/main.js"
  else # its scripts, and what they share below them, as the local server serves them
    mkdir "$folder/toolkit" "$folder/page"
    cp ../../web/toolkit/*.js "$folder/toolkit/"
    cp ../../web/page/steps.js ../../web/page/service.js "$folder/page/"
    sed -i "s#'\.\./\(toolkit\|page\)/#'./\1/#" "$folder"/*.js
  fi
done
cp ../../web/toolkit/otp.wasm files/enroll/
policy=$(sed -n 's/.*"Content-Security-Policy" content="\([^"]*\)".*/\1/p' ../../web/index.html)
[ -n "$policy" ] || { echo "web/index.html has no Content-Security-Policy" >&2; exit 1; }
sed "s|{policy of web/index.html}|$policy|" headers.txt >files/_headers
echo "$from" >build/from # last: it marks a complete build
