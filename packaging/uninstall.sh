#!/bin/bash
# uninstall.sh PREFIX [DESTDIR]: removes what install.sh has installed, and the directories that it has made and that are empty now. A resident
# engine leaves by itself, and containers run on.
set -euo pipefail

prefix=${1:?usage: uninstall.sh PREFIX [DESTDIR]}
root=${2:-}${prefix%/}
lib=$root/lib/carafe
[ -f "$lib/installed" ] || { echo "uninstall.sh: nothing is installed in $root: no $lib/installed" >&2; exit 1; }
listed=$(cat "$lib/installed")
for file in $listed; do
  [ "$file" != "${file%/}" ] || rm -f "${root:?}/$file"
done
# What was made in place
rm -f "$lib/oneshot.aot" "$lib/resident.aot"
find "$lib" -depth -type d -exec rmdir --ignore-fail-on-non-empty {} +
# The deepest first; ./ is the prefix
LC_ALL=C sort -r <<<"$listed" | while read -r directory; do
  [ "$directory" = "${directory%/}" ] || [ "$directory" = ./ ] || [ ! -d "$root/$directory" ] || rmdir --ignore-fail-on-non-empty "$root/$directory"
done
if grep -qx './' <<<"$listed" && [ -d "$root" ]; then
  rmdir --ignore-fail-on-non-empty "$root"
fi
