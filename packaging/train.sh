#!/bin/bash
# train.sh [DIST]: writes DIST/lib/carafe/{oneshot,resident}.aot, the AOT caches of the two kinds of engine, which cut a
# one-shot command's time to about half. The JVM serves sessions of `dev.carafe.engine.Training` (a shell stands in
# for init), and writes the cache as it ends. Where no container can be made, that is told, and fails in CI. Run it again
# whenever a jar, the JDK or an .args file changed; a cache that does not fit is ignored by the JVM.
set -euo pipefail

lib=$(dirname "$(realpath "$0")")
[ $# = 0 ] || lib=$(realpath "$1")/lib/carafe
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for kind in oneshot resident; do
  mkdir "$work/$kind"
  rm -f "$lib/$kind.aot.new"
  status=0
  (cd / && timeout 120 env -i PATH="$PATH" LC_ALL=C.UTF-8 "$lib/jvm/bin/java" -XX:AOTCacheOutput="$lib/$kind.aot.new" \
    -Djffi.boot.library.path="$lib/native" -Dcarafe.engine.dir="$work/$kind" -cp "$lib/carafe-runtime.jar" @"$lib/$kind.args" \
    train "$work/$kind" </dev/null >"$work/$kind.log" 2>&1) || status=$?
  if [ $status = 3 ] && [ -z "${CI:-}" ]; then
    echo "train.sh: the $kind engine's cache lacks what making containers needs, which will take longer:" >&2
    grep '^no container' "$work/$kind.log" >&2
  elif [ $status != 0 ]; then
    echo "train.sh: training the $kind engine failed:" >&2
    cat "$work/$kind.log" >&2
    exit 1
  fi
  [ -s "$lib/$kind.aot.new" ] || { echo "train.sh: the JVM wrote no $kind.aot" >&2; cat "$work/$kind.log" >&2; exit 1; }
  mv "$lib/$kind.aot.new" "$lib/$kind.aot"
done
