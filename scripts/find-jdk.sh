#!/bin/bash
# Prints the home of a JDK 25 or later: $JAVA_HOME if it is one, else the newest under the usual places; nothing if there is none.
set -euo pipefail

major_of() {
  [ -x "$1/bin/javac" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

best= best_major=24
for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/jdk* /opt/java/*; do
  [ -n "$home" ] && [ ! -L "$home" ] || [ "$home" = "${JAVA_HOME:-}" ] || continue
  major=$(major_of "$home" || true)
  if [ "$home" = "${JAVA_HOME:-}" ] && [ "${major:-0}" -ge 25 ]; then best=$home; break; fi
  if [ "${major:-0}" -gt "$best_major" ]; then best=$home best_major=$major; fi
done
printf '%s\n' "$best"
