#!/bin/bash
# reproducible.sh: builds tarball and Debian package of the last commit twice and compares them byte for byte: in directories of
# other names, one after the other, with another umask, time zone and locale. Where they differ, it names the files.
# AOT caches are no part of packages, and are not made. What is uncommitted is not built.
set -euo pipefail
cd "$(dirname "$0")/.."

commit=$(git rev-parse HEAD)
[ -z "$(git status --porcelain)" ] || echo "reproducible: what is not committed is left out" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}

build() { # DIRECTORY, and then how this build differs
  local directory=$1 mask=$2 zone=$3
  shift 3
  echo "reproducible: $SECONDS s: building in $directory" >&2
  (
    umask "$mask"
    mkdir -p "$directory"
    git clone -q --no-hardlinks . "$directory/sources"
    git -C "$directory/sources" checkout -q "$commit"
    env -u SOURCE_DATE_EPOCH -u CARAFE_BUILD TZ="$zone" CARAFE_UNTRAINED=1 "$@" make -C "$directory/sources" \
      MVN_FLAGS="-Dmaven.repo.local=$repository ${MVN_FLAGS:-}" dist tarball deb >"$directory.log" 2>&1
  ) || { tail -n 30 "$directory.log" >&2; echo "reproducible: the build in $directory failed" >&2; exit 1; }
}
build "$work/a" 022 UTC
build "$work/another/and-a-longer-name" 077 Asia/Kathmandu LANG=de_DE.UTF-8

first=$work/a/sources/build/package second="$work/another/and-a-longer-name/sources/build/package"
if diff "$first/SHA256SUMS" "$second/SHA256SUMS" >&2; then
  cat "$first/SHA256SUMS"
  echo "reproducible: two builds of $commit gave the same bytes"
  exit 0
fi
for side in first second; do
  mkdir -p "$work/$side/tar" "$work/$side/deb"
  tar -C "$work/$side/tar" -xpf "${!side}"/*.tar.gz
  dpkg-deb -R "${!side}"/*.deb "$work/$side/deb"
  # Contents; times and modes, but for directories, which unpacking makes as it likes
  (
    cd "$work/$side"
    find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2
    find . ! -type d -printf '%M %T@ %p -> %l\n' | LC_ALL=C sort -k 3
  ) >"$work/$side.list"
done
diff "$work/first.list" "$work/second.list" >&2 || true
echo "reproducible: two builds of $commit differ, in the files above" >&2
exit 1
