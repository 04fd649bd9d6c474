#!/bin/bash
# jvm-image.sh DIR: makes DIR, the JVM that is shipped: JAVA_HOME's, with the modules that the engine and its libraries need (ADR 8).
# An image that is there is kept while it was made from the same JDK by the same script.
set -euo pipefail

image=${1:?usage: jvm-image.sh DIR}
jdk=${JAVA_HOME:?}

# What `jdeps` finds, without what Jackson has for JavaBeans and SQL types (java.desktop, java.sql), which it does without.
# java.management: jnr-posix; java.xml: Jackson; jdk.net, jdk.security.auth: dbus-java; jdk.unsupported: JNR.
modules=java.base,java.logging,java.management,java.xml,jdk.net,jdk.security.auth,jdk.unsupported

origin=$(cat "$jdk/release" "$0" | sha256sum | cut -d ' ' -f 1)
if [ "$(cat "$image/origin" 2>/dev/null)" = "$origin" ]; then
  exit 0
fi

fail() {
  echo "jvm-image.sh: $*" >&2
  exit 1
}
[ -x "$jdk/bin/jlink" ] || fail "$jdk has no bin/jlink: a whole JDK is needed to build, such as Debian's openjdk-25-jdk-headless"
rm -rf "$image" "$image.new"
mkdir -p "$(dirname "$image")"
# zip-6: what a session loads comes from the AOT cache, so that packed modules were not slower to start (docs/adr/0008-packaging.md)
if ! said=$("$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress=zip-6 \
  --output "$image.new" 2>&1); then
  printf '%s\n' "$said" >&2
  [ -d "$jdk/jmods" ] ||
    fail "$jdk has no jmods directory, and jlink does not link from this JDK itself: install its jmods, or set JAVA_HOME to another JDK"
  fail "jlink failed"
fi
# Tools that nothing here calls
rm -f "$image.new/bin/keytool" "$image.new/lib/jexec" "$image.new/lib/jrt-fs.jar"
# Symbol tables that only debuggers read
find "$image.new" -name '*.so' -o -path '*/bin/java' -o -name jspawnhelper | xargs strip --strip-unneeded
printf '%s\n' "$origin" >"$image.new/origin"
mv "$image.new" "$image"
