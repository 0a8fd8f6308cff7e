#!/bin/sh
# infra/tools/tinygo.sh: builds TinyGo from its Go module into .cache/tinygo. Does
# nothing when it is there.
#
# The module contains neither LLVM nor TinyGo's git submodules. LLVM 19, wasi-libc
# and compiler-rt come from Debian, and infra/tools/tinygo/target.json describes a
# machine that needs nothing else from the submodules.
set -eu
cd "$(dirname "$0")"
go_version=go1.25.14 # TinyGo 0.39 reads the sources of Go up to 1.25
packages="llvm-19-dev libclang-19-dev lld-19 clang-19 wasi-libc libclang-rt-19-dev-wasm32 g++"
home=$PWD/../../.cache/tinygo

stamp=$(cat tinygo.sh tinygo/go.mod tinygo/go.sum | sha256sum)
if [ "$(cat "$home/stamp" 2>/dev/null)" = "$stamp" ] && "$home/tinygo" version >/dev/null; then exit 0; fi

# shellcheck disable=SC2086 # one word per package
./apt.sh $packages
echo "building TinyGo: takes minutes the first time" >&2

rm -rf "$home"
mkdir -p "$home/bin" "$home/root/lib/debian"
home=$(cd "$home" && pwd)
export GOWORK=off GOTOOLCHAIN=$go_version
cd tinygo
../retry.sh go mod download
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
