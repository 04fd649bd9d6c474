#!/bin/bash
# test-vm.sh DIST: runs the black-box suite on carafe in a virtual machine with pure cgroup v2, systemd, AppArmor and every
# capability. Its status is the suite's; it names the tests that failed or were skipped, and a skip that
# conformance/allowed-skips.txt does not know is a failure.
#
# The machine is emulated in software: commands take thirty times as long as on the host, and time limits are stretched by that.
#   VM_CACHE            keeps the image, which is made once from Debian packages
#   VM_SUITE_OPTIONS    options for the suite, such as --filter REGEX
#   VM_SUITE_SECONDS    its time limit
#   CARAFE_ENGINE       oneshot: no resident engines; takes ten times as long
#   VM_RUNTIME          runc or crun: drives the image's own instead of carafe, to compare
set -euo pipefail
cd "$(dirname "$0")/.."

dist=${1:?usage: test-vm.sh DIST}
export VM_CACHE=${VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/carafe-vm} JDK_DIR=${JAVA_HOME:?}
# On a busy host, a JVM was seen to take three times as long with two emulated processors; why was not looked into.
export VM_CPUS=${VM_CPUS:-1}
# A machine under load boots slowly
export VM_BOOT_TIMEOUT=${VM_BOOT_TIMEOUT:-300}
runtime=${VM_RUNTIME:-carafe}
name=$runtime-vm
[ "${CARAFE_ENGINE:-}" != oneshot ] || name=$name-oneshot
report=build/conformance
[ -f conformance/target/carafe-conformance.jar ] || mvn -B -ntp -q -pl conformance package -DskipTests
scripts/vm-lab.sh build
lab=$(mktemp -d "${TMPDIR:-/tmp}/carafe-vm.XXXXXX")
trap 'rm -rf "$lab"' EXIT

# With its AOT caches: the JDK in the image is the one that made them
cp -a "$dist" "$lab/dist"
ln -sfn /opt/jdk "$lab/dist/lib/carafe/jvm"
mkdir -p "$lab/suite" "$report"
rm -f "$report/$name.tap" "$report/TEST-$name.xml"
cp -r conformance/target/carafe-conformance.jar conformance/target/lib "$lab/suite/"
cp conformance/allowed-skips.txt "$lab/suite/"

cat >"$lab/job" <<'JOB'
#!/bin/bash
# In the machine: job RUNTIME NAME [OPTION...]. The suite, for carafe with a resident engine of root and one of an ordinary user, or
# with neither; its reports go to /lab/out.
cd /lab
runtime=$1 name=$2
shift 2
resident=
case $runtime in
  carafe) path=/lab/dist/bin/carafe; [ "${CARAFE_ENGINE:-}" = oneshot ] || resident=1 ;;
  *) path=$(command -v "$runtime"); set -- "$@" --exclude-tags carafe ;;
esac
nobody() {
  setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all \
    env --unset=CARAFE_ENGINE_DIR XDG_RUNTIME_DIR="$CONFORMANCE_USER_RUNTIME_DIR" "$@"
}
engines() { # start|status|stop
  dist/bin/carafe engine "$1" && nobody dist/bin/carafe engine "$1"
}
# For the tests of id maps; without them these make a mount namespace, in which no resident engine serves
echo 65534:100000:65536 | tee -a /etc/subuid >>/etc/subgid
if [ -n "$resident" ]; then
  export CARAFE_ENGINE_DIR=/run/carafe-lab CONFORMANCE_USER_RUNTIME_DIR=/run/nobody-lab
  install -d -m 700 -o 65534 -g 65534 "$CONFORMANCE_USER_RUNTIME_DIR"
  # From the root cgroup, where the user's engine may stay. With a tenth of a processor, a JVM was seen to take more than the two
  # minutes that the command waits; it goes on starting, and is asked again.
  (
    echo 0 >/sys/fs/cgroup/cgroup.procs || exit
    for _ in {1..20}; do
      engines start && exit
      sleep 10
    done
    exit 1
  ) || exit
fi
status=0
/opt/jdk/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "suite/carafe-conformance.jar:suite/lib/*" dev.carafe.conformance.Main \
  --runtime "$path" --name "$name" --report /lab/out --timescale 30 --threads 2 \
  --allow-skips suite/allowed-skips.txt "$@" >"out/$name.tap" || status=$?
if [ -n "$resident" ]; then
  # Alive to the end
  engines status && engines stop || status=1
fi
exit $status
JOB
status=0
# shellcheck disable=SC2086 # the options are words
scripts/vm-lab.sh run -t "${VM_SUITE_SECONDS:-2400}" -o "$lab/result" -e CI=true ${CARAFE_ENGINE:+-e CARAFE_ENGINE=$CARAFE_ENGINE} \
  "$lab" -- bash job "$runtime" "$name" ${VM_SUITE_OPTIONS:---exclude-tags crash} || status=$?
results=$lab/result/out
if [ ! -s "$results/$name.tap" ]; then
  echo "test-vm: the machine brought no results back (status $status)" >&2
  exit 1
fi
cp "$results"/* "$report/"
# What went wrong, each with the beginning of why; then the totals
awk '/^not ok/ { print; left = 12; next } /^ok|^# / { left = 0 } left-- > 0 { print } /^# /' "$report/$name.tap"
if [ ! -f "$results/TEST-$name.xml" ]; then
  echo "test-vm: the suite did not come to its end (status $status)" >&2
  exit 1
fi
scripts/summarize-tests.sh "$results" || status=1
exit $status
