#!/bin/bash
# Prints the build id: the version and a digest of all sources that go into client and engine. Client and engine of
# different builds do not talk to each other, so it must change when any of these files does.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -n 1)
digest=$(find pom.xml */pom.xml native/src native/Makefile runtime/src/main runtime/src/dist oci-spec/src/main scripts/dist.sh -type f -print0 2>/dev/null |
  LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
printf '%s+%s\n' "${version%-SNAPSHOT}" "$digest"
