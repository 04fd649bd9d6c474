#!/bin/bash
# test-vm-units.sh DIST DEB TARBALL: carafe as systemd's units, as a tarball and as a Debian package, in a virtual machine with a real
# systemd and dpkg: socket activation, kill, stop, restart, upgrade, uninstall; install, reinstall, removal and purge. scripts/vm-units-job.sh is what happens in it.
# Exit status: 0 all as expected; 1 something was not; 125 no machine could be made or booted.
#
#   VM_CACHE    keeps the image, which is the one of test-vm.sh
#   VM_PARTS    of `units`, `tarball` and `package`, those that are tried
set -euo pipefail
cd "$(dirname "$0")/.."

dist=${1:?usage: test-vm-units.sh DIST DEB TARBALL} deb=${2:?} tarball=${3:?}
export VM_CACHE=${VM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/carafe-vm} JDK_DIR=${JAVA_HOME:?}
export VM_CPUS=${VM_CPUS:-1} VM_BOOT_TIMEOUT=${VM_BOOT_TIMEOUT:-300}
scripts/setup.sh vm
scripts/vm-lab.sh build || { sleep 5; scripts/vm-lab.sh build; } || exit 125
lab=$(mktemp -d "${TMPDIR:-/tmp}/carafe-vm-units.XXXXXX")
trap 'rm -rf "$lab"' EXIT

cp -a "$dist" "$lab/dist"
cp -r packaging "$lab/"
cp "$deb" "$lab/carafe.deb"
cp "$tarball" "$lab/carafe.tar.gz"
# What the package's postinst does, which takes minutes in an emulated machine
dpkg-deb -x "$deb" "$lab/unpacked"
"$lab/unpacked/usr/lib/carafe/train.sh"
mkdir "$lab/caches"
mv "$lab"/unpacked/usr/lib/carafe/*.aot "$lab/caches/"
rm -r "$lab/unpacked"
cp scripts/vm-units-job.sh "$lab/job"
# shellcheck disable=SC2086 # parts are words
scripts/vm-lab.sh run -t 1800 "$lab" -- bash job ${VM_PARTS:-units tarball package}
