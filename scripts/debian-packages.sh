#!/bin/bash
# debian-packages.sh ARCH DIR PACKAGE...: fetches Debian packages of another architecture and unpacks them into DIR, without their
# dependencies and scripts; for a linux-image that only names the newest one, that one. The machine's own apt is only looked at: no
# foreign architecture is added to it. Needs no root.
#   DEBIAN_SUITE   another suite than the machine's, such as trixie, from the same mirror
set -euo pipefail

architecture=${1:?usage: debian-packages.sh ARCH DIR PACKAGE...} directory=$(realpath -m "${2:?}")
shift 2
command -v apt-get >/dev/null || { echo "debian-packages.sh: no apt-get here: packages come from Debian" >&2; exit 1; }
work=$(mktemp -d "${TMPDIR:-/tmp}/carafe-apt.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{state/lists/partial,cache/archives/partial,debs,sources} "$directory"
: >"$work/state/status"

{
  printf 'APT::Architecture "%s";\nAPT::Architectures { "%s"; };\n' "$architecture" "$architecture"
  printf 'Dir::State "%s/state";\nDir::State::status "%s/state/status";\nDir::Cache "%s/cache";\n' "$work" "$work" "$work"
  printf 'APT::Sandbox::User "root";\nAcquire::Retries "3";\n'
} >"$work/apt.conf"
if [ -n "${DEBIAN_SUITE:-}" ]; then
  # The first source of the machine that has Debian's main archive
  archive=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null |
    sed -nE 's/^deb( \[[^]]*\])? ([^ ]*\/debian)\/? .*/\2/p; s/^URIs: *([^ ]*\/debian)\/?$/\1/p' | head -n 1) || true
  [ -n "$archive" ] || { echo "debian-packages.sh: no Debian archive among this machine's apt sources" >&2; exit 1; }
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb $([ ! -f $keys ] || echo "[signed-by=$keys]") $archive $DEBIAN_SUITE main" >"$work/sources/suite.list"
  printf 'Dir::Etc::sourcelist "/dev/null";\nDir::Etc::sourceparts "%s/sources";\n' "$work" >>"$work/apt.conf"
fi
export APT_CONFIG=$work/apt.conf
# Sources that have nothing for this architecture are not Debian's, and not looked for here: a package that is not found is told.
apt-get update -qq >"$work/log" 2>&1 || true
wanted=()
for package in "$@"; do
  case $package in
    linux-image-*) wanted+=("$(apt-cache depends "$package" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)") ;;
    *) wanted+=("$package") ;;
  esac
done
(cd "$work/debs" && apt-get download -qq "${wanted[@]}" >>"$work/log" 2>&1) || {
  echo "debian-packages.sh: $architecture packages could not be fetched: $*" >&2
  sed 's/^/  /' "$work/log" >&2
  exit 1
}
for package in "$work"/debs/*.deb; do
  dpkg-deb -x "$package" "$directory"
done
