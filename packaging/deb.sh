#!/bin/bash
# deb.sh DIST OUT: builds OUT/carafe_VERSION_ARCH.deb from the tree DIST, with dpkg-deb alone. The same tree gives the same bytes.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
dist=$(realpath "${1:?usage: deb.sh DIST OUT}") out=$(realpath -m "${2:?}")
: "${SOURCE_DATE_EPOCH:?the time of everything in the package}"
export SOURCE_DATE_EPOCH LC_ALL=C
umask 022
version=$("$here/version.sh" "$dist")
arch=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage=$work/carafe

"$here/install.sh" "$dist" /usr "$stage"
rm "$stage/usr/lib/carafe/installed" # dpkg has a list of its own
mkdir -p "$stage/usr/share/zsh/vendor-completions" "$stage/usr/share/lintian/overrides" "$stage/DEBIAN"
mv "$stage/usr/share/zsh/site-functions/_carafe" "$stage/usr/share/zsh/vendor-completions/"
rmdir "$stage/usr/share/zsh/site-functions"
gzip -9n "$stage"/usr/share/man/man1/*.1
mv "$stage/usr/share/doc/carafe/LICENSE" "$work/"
install -m 644 "$here/deb/lintian-overrides" "$stage/usr/share/lintian/overrides/carafe"
maintainer=${MAINTAINER:-The carafe developers <carafe@localhost.localdomain>}
sed "s/@MAINTAINER@/$maintainer/; s/@VERSION@/$version/; s/@DATE@/$(date -u -R -d "@$SOURCE_DATE_EPOCH")/" "$here/deb/changelog" |
  gzip -9n >"$stage/usr/share/doc/carafe/changelog.gz"
chmod 755 "$stage"/usr/lib/carafe/jvm/lib/jspawnhelper
find "$stage/usr/lib/carafe" \( -name '*.so' -o -path '*/jvm/legal/*' \) -type f -exec chmod 644 {} +

# What the JVM and jffi are linked with, whichever JDK it was; libseccomp is loaded by name
mapfile -t objects < <(find "$stage/usr/lib/carafe" -name '*.so' -o -path '*/jvm/bin/java')
needed=$(LD_LIBRARY_PATH=$stage/usr/lib/carafe/jvm/lib:$stage/usr/lib/carafe/jvm/lib/server ldd "${objects[@]}" |
  awk '$3 ~ /^\// { print $3 }' | grep -v "^$stage" | sort -u |
  while read -r path; do dpkg-query -S "$path" "${path#/usr}" 2>/dev/null || true; done | cut -d : -f 1 | sort -u)
[ -n "$needed" ] || { echo "deb.sh: dpkg knows no package of the libraries that the JVM needs" >&2; exit 1; }
glibc=$(objdump -T "${objects[@]}" | grep -o 'GLIBC_[0-9.]*' | cut -d _ -f 2 | sort -uV | tail -n 1)
depends=$(awk -v glibc="$glibc" '$0 == "libc6" { $0 = "libc6 (>= " glibc ")" } { print }' <<<"$needed" | paste -sd , | sed 's/,/, /g')

# Of files alone, since what a directory takes depends on the file system of the build
size=$(find "$stage/usr" -type f -printf '%s\n' | awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }')
sed "s/@MAINTAINER@/$maintainer/; s/@DEPENDS@/$depends/; s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@SIZE@/$size/" "$here/deb/control" >"$stage/DEBIAN/control"
install -m 755 "$here/deb/postinst" "$here/deb/prerm" "$here/deb/postrm" "$stage/DEBIAN/"
(cd "$stage" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$stage/DEBIAN/md5sums"
chmod 644 "$stage/DEBIAN/md5sums" "$stage/DEBIAN/control"
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$out"
rm -f "$out"/carafe_*_"$arch.deb"
dpkg-deb --root-owner-group -Zxz --build "$stage" "$out/carafe_${version}_$arch.deb"
"$here/checksums.sh" "$out"
