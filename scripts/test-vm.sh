#!/bin/bash
# test-vm.sh DIST: runs the black-box suite on carafe in a virtual machine with pure cgroup v2, systemd and AppArmor. The
# machine is emulated in software, some thirty times slower than the host; time limits are stretched by that.
# VM_CACHE keeps the image (made once, from Debian packages). VM_SUITE_OPTIONS are options for the suite.
set -euo pipefail
cd "$(dirname "$0")/.."

dist=${1:?usage: test-vm.sh DIST}
export VM_CACHE=${VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/carafe-vm} JDK_DIR=${JAVA_HOME:?}
# On a busy host, a JVM was seen to take three times as long with two emulated processors; why was not looked into.
export VM_CPUS=${VM_CPUS:-1}
scripts/vm-lab.sh build
lab=$(mktemp -d "${TMPDIR:-/tmp}/carafe-vm.XXXXXX")
trap 'rm -rf "$lab"' EXIT

cp -a "$dist" "$lab/dist"
ln -sfn /opt/jdk "$lab/dist/lib/carafe/jvm"
mkdir -p "$lab/suite" build/conformance
cp -r conformance/target/carafe-conformance.jar conformance/target/lib "$lab/suite/"
cp conformance/allowed-skips.txt "$lab/suite/"

cat >"$lab/job" <<'JOB'
#!/bin/bash
# In the machine: the suite with a resident engine; its reports go to /lab/out.
cd /lab
export CARAFE_ENGINE_DIR=/run/carafe-lab
# Its ten seconds may be over before an emulated JVM answers: it is asked again.
dist/bin/carafe engine start || for _ in {1..60}; do dist/bin/carafe engine status && break; sleep 1; done
status=0
/opt/jdk/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "suite/carafe-conformance.jar:suite/lib/*" dev.carafe.conformance.Main --runtime /lab/dist/bin/carafe \
  --name carafe-vm --report /lab/out --timescale 30 --threads 2 --allow-skips suite/allowed-skips.txt "$@" >out/carafe-vm.tap || status=$?
dist/bin/carafe engine status
dist/bin/carafe engine stop
exit $status
JOB
status=0
# shellcheck disable=SC2086 # the options are words
scripts/vm-lab.sh run -t "${VM_SUITE_SECONDS:-2400}" -o "$lab/result" ${CI:+-e CI=$CI} "$lab" -- bash job ${VM_SUITE_OPTIONS:---exclude-tags crash} || status=$?
cp "$lab"/result/out/* build/conformance/ 2>/dev/null || true
grep -E '^(not ok|# )' build/conformance/carafe-vm.tap || true
scripts/summarize-tests.sh "$lab/result/out" || status=1
exit $status
