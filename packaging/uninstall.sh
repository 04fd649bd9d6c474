#!/bin/bash
# uninstall.sh PREFIX [DESTDIR]: removes what install.sh has installed, and the directories that were carafe's alone. A resident
# engine leaves by itself, and containers run on.
set -euo pipefail

prefix=${1:?usage: uninstall.sh PREFIX [DESTDIR]}
root=${2:-}${prefix%/}
lib=$root/lib/carafe
[ -f "$lib/installed" ] || { echo "uninstall.sh: nothing is installed in $root: no $lib/installed" >&2; exit 1; }
files=$(cat "$lib/installed")
for file in $files; do
  rm -f "${root:?}/$file"
done
# What was made in place
rm -f "$lib/oneshot.aot" "$lib/resident.aot"
find "$lib" -depth -type d -exec rmdir --ignore-fail-on-non-empty {} +
for directory in share/doc/carafe lib/systemd/system lib/systemd share/man/man1 share/man share/bash-completion/completions \
  share/bash-completion share/zsh/site-functions share/zsh share/fish/vendor_completions.d share/fish share/doc share lib bin; do
  [ ! -d "$root/$directory" ] || rmdir --ignore-fail-on-non-empty "$root/$directory"
done
