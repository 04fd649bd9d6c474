#!/bin/bash
# install.sh DIST PREFIX [DESTDIR]: installs the tree DIST below PREFIX; with DESTDIR it is only staged there, without AOT caches,
# which lib/carafe/train.sh makes in the final place. Over an older build, engines and containers may run: each file, and
# lib/carafe as a whole, comes in place by a rename, the client last.
# CARAFE_UNTRAINED=1: without caches in any case.
# lib/carafe/installed lists what there is, for uninstall.sh: files, and, with a slash at the end, the directories that were not there
# before (of a staged tree, which goes to a place that nobody knows, carafe's own alone).
set -euo pipefail

here=$(dirname "$(realpath "$0")")
dist=$(realpath "${1:?usage: install.sh DIST PREFIX [DESTDIR]}") prefix=${2:?} destdir=${3:-}
case $prefix in
  /*) ;;
  *) echo "install.sh: PREFIX must be an absolute path, but is $prefix" >&2; exit 1 ;;
esac
root=$destdir${prefix%/}
lib=$root/lib/carafe
units=$root/lib/systemd/system
umask 022

before=$(cat "$lib/installed" 2>/dev/null || true)
rm -rf "$lib.new" "$lib.old"
others=$(cd "$dist" && find share -type f)
others+=$'\n'share/doc/carafe/LICENSE
made=$(grep '/$' <<<"$before" || true)
if [ -n "$destdir" ]; then
  made=share/doc/carafe/
else
  for file in $others lib/systemd/system/carafe.socket bin/carafe; do
    while directory=${file%/*} && [ ! -e "$root/$directory" ]; do
      made+=$'\n'$directory/
      [ "$directory" != "${directory%/*}" ] || break
      file=$directory
    done
  done
  [ -e "$root" ] || made+=$'\n'./
fi
install -d "$root/bin" "$root/lib" "$root/share/doc/carafe" "$units"
cp -R --preserve=mode,timestamps "$dist/lib/carafe" "$lib.new"
rm -f "$lib.new"/*.aot

# What is not in lib/carafe: name by name
place() { # MODE FROM TO
  install -p -D -m "$1" "$2" "$3.carafe-new" && mv -f "$3.carafe-new" "$3"
}
for file in $others; do
  from=$dist/$file
  [ "$file" != share/doc/carafe/LICENSE ] || from=$dist/LICENSE
  place 644 "$from" "$root/$file"
done
place 644 "$here/systemd/carafe.socket" "$units/carafe.socket"
sed "s:@BINDIR@:${prefix%/}/bin:" "$here/systemd/carafe.service" >"$lib.new/unit"
place 644 "$lib.new/unit" "$units/carafe.service"
rm "$lib.new/unit"
{
  (cd "$lib.new" && find . ! -type d -printf 'lib/carafe/%P\n')
  printf '%s\n' "$others" lib/systemd/system/carafe.{socket,service} lib/carafe/installed bin/carafe "$made"
} | sed '/^$/d' | LC_ALL=C sort -u >"$lib.new/installed"

[ ! -e "$lib" ] || mv "$lib" "$lib.old"
mv "$lib.new" "$lib"
place 755 "$dist/bin/carafe" "$root/bin/carafe"
rm -rf "$lib.old"
# What only the older build had, outside of lib/carafe
LC_ALL=C comm -23 <(printf '%s\n' "$before") "$lib/installed" | while read -r file; do
  [ -z "$file" ] || [ "$file" != "${file%/}" ] || rm -f "${root:?}/$file"
done

if [ -z "$destdir" ]; then
  [ -n "${CARAFE_UNTRAINED:-}" ] || "$lib/train.sh" "$root"
  echo "installed in $prefix; with systemd: systemctl daemon-reload && systemctl enable --now carafe.socket"
fi
