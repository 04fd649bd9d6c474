#!/bin/bash
# dist.sh DIR: lays out the relocatable tree from what Maven and native/Makefile built; docs/protocol.md, "The dist tree".
set -euo pipefail
cd "$(dirname "$0")/.."

dist=${1:?usage: dist.sh DIR}
lib=$dist/lib/carafe
new=$dist.new
rm -rf "$new"
mkdir -p "$new/bin" "$new/lib/carafe/native"

install -s -m 755 native/build/carafe "$new/bin/carafe"
cp runtime/target/carafe-runtime.jar runtime/target/lib/*.jar "$new/lib/carafe/"
cp runtime/src/dist/*.args "$new/lib/carafe/"
printf '%s\n' "${CARAFE_BUILD:?}" >"$new/lib/carafe/build-id"
ln -s "${JAVA_HOME:?}" "$new/lib/carafe/jvm"

# jffi's native part is installed here, so that a privileged engine never unpacks it into a temporary directory
jffi=$(compgen -G "$new/lib/carafe/jffi-*-native.jar")
(cd "$new/lib/carafe/native" && "$JAVA_HOME/bin/jar" xf "../$(basename "$jffi")" "jni/$(uname -m)-Linux/libjffi-1.2.so" &&
  mv jni/*/libjffi-1.2.so . && rm -r jni)
cp LICENSE "$new/"

rm -rf "$dist"
mv "$new" "$dist"

# AOT caches name the jars by path and time, so they are made in place
scripts/train.sh "$dist"
