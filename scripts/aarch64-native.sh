#!/bin/bash
# aarch64-native.sh DIR: cross-compiles the client, its unit tests and the table of kernel facts into DIR, with Debian's musl for arm64,
# which is fetched into DIR/musl once.
set -euo pipefail
cd "$(dirname "$0")/.."

directory=$(realpath -m "${1:?usage: aarch64-native.sh DIR}")
musl=$directory/musl
if [ ! -f "$musl/gcc.specs" ]; then
  scripts/debian-packages.sh arm64 "$musl" musl-dev
  # What musl-gcc passes to gcc, with the paths of where it is unpacked
  sed "s# /usr/# $musl/usr/#g; s#-L/usr/#-L$musl/usr/#g; s#:-*/usr/#: $musl/usr/#g" "$musl/usr/lib/aarch64-linux-musl/musl-gcc.specs" >"$musl/gcc.specs.new"
  mv "$musl/gcc.specs.new" "$musl/gcc.specs"
fi
make -C native BUILD="$directory" CC="aarch64-linux-gnu-gcc -specs=$musl/gcc.specs" CFLAGS='-O2 -g -Werror' \
  KERNEL_HEADERS='-idirafter /usr/aarch64-linux-gnu/include' ${CARAFE_BUILD:+BUILD_ID="$CARAFE_BUILD"} "$directory"/{carafe,unit,kernel-facts}
