#!/bin/bash
# bill-of-materials.sh DIST: writes DIST/share/doc/carafe/carafe.cdx.json, the bill of materials (CycloneDX) of everything in DIST that runs.
# Finds out what the client was linked with, which no file of the tree tells.
set -euo pipefail
cd "$(dirname "$0")/.."

dist=${1:?usage: bill-of-materials.sh DIST}
fail() {
  echo "bill-of-materials.sh: $*" >&2
  exit 1
}

# The compiler of native/Makefile, and the C library that it takes for a static program
compiler=$(command -v musl-gcc || command -v gcc) || fail "no musl-gcc and no gcc here"
archive=$(realpath "$(echo 'int main(void) { return 0; }' | "$compiler" -static -x c - -Wl,--trace -o /dev/null |
   grep -o '/.*/libc\.a' | sort -u)") ||
  fail "$compiler links no static C library"
case $compiler in
  */musl-gcc) libc=musl version=$("${archive%.a}.so" 2>&1 | sed -n 's/^Version //p' || true) ;;
  *) libc=glibc version=$(getconf GNU_LIBC_VERSION | cut -d ' ' -f 2) ;;
esac
[ -n "$version" ] || fail "${archive%.a}.so does not tell its version"
purl=
if command -v dpkg-query >/dev/null && package=$(dpkg-query -S "$archive" 2>/dev/null | cut -d ' ' -f 1); then
  # shellcheck disable=SC2016 # dpkg-query's own variables
  purl=$(dpkg-query -W -f 'pkg:deb/debian/${source:Package}@${source:Version}?arch=source' "${package%:}")
fi

libraries=runtime/target/libraries.cdx.json
[ -s $libraries ] || fail "no $libraries: Maven's plugin makes it only when Maven may go online, without -o"
mkdir -p "$dist/share/doc/carafe"
"$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp 'runtime/target/lib/*' scripts/BillOfMaterials.java $libraries "$dist" \
  epoch="${SOURCE_DATE_EPOCH:?}" build="${CARAFE_BUILD:?}" gcc="$("$compiler" -dumpfullversion)" libc=$libc libc-version="$version" \
  libc-purl="$purl" jdk="${JAVA_HOME:?}" >"$dist/share/doc/carafe/carafe.cdx.json"
