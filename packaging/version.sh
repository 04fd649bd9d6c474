#!/bin/bash
# version.sh DIST: prints the version that packages of the tree DIST have: in the order of commits, whatever the sources' digest is.
set -euo pipefail
build=$(cat "${1:?usage: version.sh DIST}/lib/carafe/build-id")
printf '%s\n' "${build%%+*}+$(date -u -d "@${SOURCE_DATE_EPOCH:?the time of everything in the package}" +%Y%m%d%H%M%S).${build#*+}"
