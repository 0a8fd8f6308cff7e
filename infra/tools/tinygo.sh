#!/bin/sh
# infra/tools/tinygo.sh: TinyGo in .cache/tinygo, built from its Go module with Debian's LLVM. Quick when it is there already.
#
# The module has no LLVM and none of TinyGo's git submodules, so the compiler is linked with LLVM 19 from Debian, wasi-libc and
# compiler-rt come from Debian too, and infra/tools/tinygo/target.json describes a machine that needs nothing else of the submodules.
set -eu
cd "$(dirname "$0")"
go_version=go1.25.14 # TinyGo 0.39 reads the sources of Go up to 1.25
packages="llvm-19-dev libclang-19-dev lld-19 clang-19 wasi-libc libclang-rt-19-dev-wasm32 g++"
home=$PWD/../../.cache/tinygo

stamp=$(cat tinygo.sh tinygo/go.mod tinygo/go.sum | sha256sum)
if [ "$(cat "$home/stamp" 2>/dev/null)" = "$stamp" ] && "$home/tinygo" version >/dev/null; then exit 0; fi

missing=
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "install these first (by the names of Debian's packages):$missing" >&2
    exit 1
  fi
  apt-get update -qq
  # shellcheck disable=SC2086 # one word per package
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

rm -rf "$home"
mkdir -p "$home/bin" "$home/root/lib/debian"
home=$(cd "$home" && pwd)
export GOWORK=off GOTOOLCHAIN=$go_version
cd tinygo
go build -trimpath -buildvcs=false -tags llvm19 -o "$home/bin/tinygo" github.com/tinygo-org/tinygo
module=$(go list -m -f '{{.Dir}}' github.com/tinygo-org/tinygo)

cp -r "$module/src" "$module/targets" "$home/root/"
chmod -R u+w "$home/root"
mkdir -p "$home/root/src/net" # a submodule; nothing of it is used, but TinyGo lists it
cp "$(dpkg -L wasi-libc | grep '/libc\.a$')" "$home/root/lib/debian/libc.a"
cp "$(dpkg -L libclang-rt-19-dev-wasm32 | grep 'builtins-wasm32\.a$')" "$home/root/lib/debian/builtins.a"
for tool in clang wasm-ld ld.lld; do
  ln -s "$(command -v "$tool-19")" "$home/bin/$tool"
done

cat >"$home/tinygo" <<WRAPPER
#!/bin/sh
export GOTOOLCHAIN=$go_version TINYGOROOT="$home/root" PATH="$home/bin:\$PATH"
exec "$home/bin/tinygo" "\$@"
WRAPPER
chmod +x "$home/tinygo"
"$home/tinygo" version
echo "$stamp" >"$home/stamp"
