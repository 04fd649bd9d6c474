#!/bin/bash
# tarball.sh DIST OUT: makes OUT/carafe-VERSION-linux-ARCH.tar.gz of the tree DIST, and OUT/SHA256SUMS. It runs where it is unpacked, and has
# what installs it elsewhere. The same tree gives the same bytes.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
dist=$(realpath "${1:?usage: tarball.sh DIST OUT}") out=$(realpath -m "${2:?}")
: "${SOURCE_DATE_EPOCH:?the time of everything in the package}"
export LC_ALL=C
umask 022
case $(uname -m) in # as releases of other runtimes are named
  x86_64) arch=amd64 ;;
  aarch64) arch=arm64 ;;
  *) arch=$(uname -m) ;;
esac
name=carafe-$("$here/version.sh" "$dist")-linux-$arch
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/$name/packaging"
cp -R --preserve=mode "$dist"/. "$work/$name/"
rm -f "$work/$name"/lib/carafe/*.aot
cp -R --preserve=mode "$here"/{install.sh,uninstall.sh,check-bill.sh,systemd} "$work/$name/packaging/"
cp "$here/tarball/README" "$work/$name/"
chmod -R u=rwX,go=rX "$work/$name"

mkdir -p "$out"
rm -f "$out"/carafe-*-linux-"$arch.tar.gz"
tar -C "$work" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf - "$name" |
  gzip -9n >"$out/$name.tar.gz.new"
mv "$out/$name.tar.gz.new" "$out/$name.tar.gz"
"$here/checksums.sh" "$out"
