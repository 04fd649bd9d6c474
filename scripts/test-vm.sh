#!/bin/bash
# test-vm.sh DIST [SUITE-OPTION...]: runs the black-box suite on carafe in a virtual machine with pure cgroup v2, systemd, AppArmor
# and every capability; without options all of it but the crash tests. It names the tests that failed or were skipped, and a
# skip that conformance/allowed-skips.txt does not know is a failure.
# Exit status: 0 all passed; 1 something failed, or the suite did not come to its end; 125 no machine could be made or booted.
#
# In the last case build/conformance/NAME.not-run says why.
#
# The machine is emulated in software: commands take thirty times as long as on the host, and time limits are stretched by that.
#   VM_CACHE            keeps the image, which is made once from Debian packages
#   VM_SUITE_OPTIONS    more options for the suite, such as --filter REGEX
#   VM_SUITE_SECONDS    its time limit
#   VM_LSM              selinux: that one instead of AppArmor, enforcing
#   VM_CGROUP           v1 or hybrid: those hierarchies instead
#   CARAFE_ENGINE       oneshot: no resident engines; takes ten times as long
#   VM_DENY             a system call that is refused (ENOSYS) to engines, suite and containers, such as clone3
#   VM_RUNTIME          runc or crun: drives the image's own instead of carafe, to compare
set -euo pipefail
cd "$(dirname "$0")/.."

dist=${1:?usage: test-vm.sh DIST [SUITE-OPTION...]}
shift
export VM_CACHE=${VM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/carafe-vm} JDK_DIR=${JAVA_HOME:?}
# On a busy host, a JVM was seen to take three times as long with two emulated processors; why was not looked into.
export VM_CPUS=${VM_CPUS:-1}
# A machine under load boots slowly
export VM_BOOT_TIMEOUT=${VM_BOOT_TIMEOUT:-300} VM_TIMES=1
limit=${VM_SUITE_SECONDS:-2400}
runtime=${VM_RUNTIME:-carafe}
name=$runtime-vm
[ -z "${VM_LSM:-}" ] || [ "$VM_LSM" = apparmor ] || name=$name-$VM_LSM
[ -z "${VM_CGROUP:-}" ] || [ "$VM_CGROUP" = v2 ] || name=$name-$VM_CGROUP
[ "${CARAFE_ENGINE:-}" != oneshot ] || name=$name-oneshot
[ -z "${VM_DENY:-}" ] || name=$name-denied-$VM_DENY
report=build/conformance
say() { echo "test-vm: $SECONDS s: $*" >&2; }
not_run() {
  echo "$*" >"$report/$name.not-run"
  say "NOT RUN: $*"
  exit 125
}

mkdir -p "$report"
rm -f "$report/$name.tap" "$report/TEST-$name.xml" "$report/$name.not-run"
scripts/setup.sh vm || not_run "packages are missing that the virtual machine needs"
[ -f conformance/target/carafe-conformance.jar ] || mvn -B -ntp -q -pl conformance package -DskipTests
# Mirrors have bad minutes
say "the image"
scripts/vm-lab.sh build || { say "once more"; sleep 5; scripts/vm-lab.sh build; } ||
  not_run "no image of the virtual machine could be made"
lab=$(mktemp -d "${TMPDIR:-/tmp}/carafe-vm.XXXXXX")
trap 'rm -rf "$lab"' EXIT

# With its AOT caches, which its own JVM made
cp -a "$dist" "$lab/dist"
mkdir -p "$lab/suite"
cp -r conformance/target/carafe-conformance.jar conformance/target/lib "$lab/suite/"
cp conformance/allowed-skips.txt "$lab/suite/"
cp scripts/vm-job.sh "$lab/job"

# shellcheck disable=SC2206 # the options are words
options=("$@" ${VM_SUITE_OPTIONS:-})
[ ${#options[@]} -gt 0 ] || options=(--exclude-tags crash,e2e)
deny=()
if [ -n "${VM_DENY:-}" ]; then
  options+=(--denied "${VM_DENY/CLONE_INTO_CGROUP/clone3}")
  deny=(-e "DENY_NUMBER=$(scripts/system-call-number.sh "$VM_DENY")")
  cp conformance/src/main/resources/dev/carafe/conformance/harness/deny-call.py "$lab/"
fi
status=0
say "the machine, for $limit s at most"
scripts/vm-lab.sh run -t "$limit" -o "$lab/result" -e CI=true ${CARAFE_ENGINE:+-e CARAFE_ENGINE=$CARAFE_ENGINE} "${deny[@]}" \
  "$lab" -- bash job "$runtime" "$name" "${options[@]}" || status=$?
results=$lab/result/out
if [ ! -s "$results/$name.tap" ]; then
  say "the machine brought no results back (status $status)"
  [ $status != 125 ] || not_run "the virtual machine did not boot"
  exit 1
fi
cp "$results"/* "$report/"
# What went wrong, each with the beginning of why; then the totals
awk '/^not ok/ { print; left = 12; next } /^ok|^# / { left = 0 } left-- > 0 { print } /^# /' "$report/$name.tap"
if [ ! -f "$results/TEST-$name.xml" ]; then
  case $status in
    124) say "TIMED OUT: the suite was not done within $limit s; $(grep -c '^ok' "$report/$name.tap") tests had passed" ;;
    *) say "the suite did not come to its end (status $status)" ;;
  esac
  exit 1
fi
say "done (status $status)"
scripts/summarize-tests.sh "$results" || status=1
[ $status = 0 ] || exit 1
