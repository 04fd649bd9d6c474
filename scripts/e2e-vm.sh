#!/bin/bash
# e2e-vm.sh DIST [SUITE-OPTION...]: runs the end-to-end tests (containerd, Docker, Podman and conmon above carafe) in a virtual machine with
# pure cgroup v2 and systemd, whose image has these engines beside what test-vm.sh's has; a kernel that criu knows, too.
# Exit status: 0 all passed; 1 something failed, or the suite did not come to its end; 125 no machine could be made or booted.
#
#   VM_CACHE         keeps the image, which is made once from Debian packages
#   E2E_CGROUPS      systemd (default) or cgroupfs: how the engines manage cgroups
#   CARAFE_ENGINE    oneshot: no resident engine
#   VM_RUNTIME       runc or crun: the image's own instead of carafe, to compare
#   E2E_SECONDS      the suite's time limit
set -euo pipefail
cd "$(dirname "$0")/.."

dist=${1:?usage: e2e-vm.sh DIST [SUITE-OPTION...]}
shift
export VM_CACHE=${VM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/carafe-vm} JDK_DIR=${JAVA_HOME:?}
export VM_PACKAGES="containerd podman conmon docker.io tini slirp4netns fuse-overlayfs netavark"
export VM_CPUS=${VM_CPUS:-2} VM_MEM=${VM_MEM:-4096} VM_BOOT_TIMEOUT=${VM_BOOT_TIMEOUT:-300} VM_TIMES=1
limit=${E2E_SECONDS:-3600}
runtime=${VM_RUNTIME:-carafe}
cgroups=${E2E_CGROUPS:-systemd}
name=e2e-vm-$runtime-$cgroups
[ "${CARAFE_ENGINE:-}" != oneshot ] || name=$name-oneshot
report=build/e2e
mkdir -p "$report"
rm -f "$report/$name.tap" "$report/TEST-$name.xml"
say() { echo "e2e-vm: $SECONDS s: $*" >&2; }

scripts/setup.sh vm
[ -f conformance/target/carafe-conformance.jar ] || mvn -B -ntp -q -pl conformance package -DskipTests
say "the image"
scripts/vm-lab.sh build || { say "once more"; sleep 5; scripts/vm-lab.sh build; } || exit 125
lab=$(mktemp -d "${TMPDIR:-/tmp}/carafe-e2e-vm.XXXXXX")
trap 'rm -rf "$lab"' EXIT

# With its AOT caches, which its own JVM made
cp -a "$dist" "$lab/dist"
mkdir -p "$lab/suite"
cp -r conformance/target/carafe-conformance.jar conformance/target/lib "$lab/suite/"
cp scripts/e2e-vm-job.sh "$lab/job"

status=0
say "the machine, for $limit s at most"
scripts/vm-lab.sh run -t "$limit" -o "$lab/result" -e "E2E_CGROUPS=$cgroups" ${CARAFE_ENGINE:+-e CARAFE_ENGINE=$CARAFE_ENGINE} \
  "$lab" -- bash job "$runtime" "$name" "$@" || status=$?
results=$lab/result/out
if [ ! -s "$results/$name.tap" ]; then
  say "the machine brought no results back (status $status)"
  [ $status != 125 ] || exit 125
  exit 1
fi
cp "$results"/* "$report/"
# What went wrong, each with the beginning of why; then the totals
awk '/^not ok/ { print; left = 12; next } /^ok|^# / { left = 0 } left-- > 0 { print } /^# /' "$report/$name.tap"
if [ ! -f "$results/TEST-$name.xml" ]; then
  say "the suite did not come to its end (status $status; 124 is the time limit of $limit s)"
  exit 1
fi
say "done (status $status)"
exit $status
