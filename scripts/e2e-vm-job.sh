#!/bin/bash
# e2e-vm-job.sh RUNTIME NAME [OPTION...]: what e2e-vm.sh has run in the virtual machine, in /lab: the end-to-end tests, for carafe with
# a resident engine of root's where it is looked for by default, or with none; its reports go to /lab/out.
set -u
cd /lab
runtime=$1 name=$2
shift 2
say() { echo "vm: $SECONDS s: $*"; }
# A line now and then, so that a slow machine is told from one that hangs; and what fails, in case that the end is not reached
progress() {
  local told=0 failed
  while sleep 20; do
    failed=$(grep -c '^not ok' "out/$name.tap")
    say "$(grep -c '^ok' "out/$name.tap") passed, $failed failed so far; last $(grep -E '^(not )?ok' "out/$name.tap" | tail -n 1)"
    [ "$failed" = "$told" ] || grep -A 9 '^not ok' "out/$name.tap" | tail -n 10
    told=$failed
  done
}

resident=
case $runtime in
  carafe) path=/lab/dist/bin/carafe; [ "${CARAFE_ENGINE:-}" = oneshot ] || resident=1 ;;
  *) path=$(command -v "$runtime") || exit ;;
esac
modprobe -q overlay
if [ -n "$resident" ]; then
  # From the root cgroup, where it may stay
  (
    echo 0 >/sys/fs/cgroup/cgroup.procs || exit
    for _ in {1..20}; do
      dist/bin/carafe engine start && exit
      sleep 10
    done
    exit 1
  ) || { say "the engine did not start"; exit 1; }
  say "the engine runs"
fi
status=0
progress & watcher=$!
/opt/jdk/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "suite/carafe-conformance.jar:suite/lib/*" dev.carafe.conformance.Main \
  --runtime "$path" --name "$name" --report /lab/out --timescale 30 --threads 2 --tags e2e "$@" >"out/$name.tap" || status=$?
kill $watcher
say "the suite ended with $status"
if [ -n "$resident" ]; then
  # Alive to the end
  dist/bin/carafe engine status && dist/bin/carafe engine stop || status=1
fi
exit $status
