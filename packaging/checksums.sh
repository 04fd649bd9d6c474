#!/bin/bash
# checksums.sh DIR: writes DIR/SHA256SUMS of the packages in DIR; `sha256sum -c SHA256SUMS` checks them.
set -euo pipefail
shopt -s nullglob
cd "${1:?usage: checksums.sh DIR}"
sha256sum -- *.tar.gz *.deb >SHA256SUMS.new
mv SHA256SUMS.new SHA256SUMS
