#!/bin/bash
# vm-job.sh RUNTIME NAME [OPTION...]: what test-vm.sh has run in the virtual machine, in /lab: the suite, for carafe with a resident
# engine of root and one of an ordinary user, or with neither; its reports go to /lab/out.
# DENY_NUMBER: a system call that all of them are refused (ENOSYS)
set -u
cd /lab
runtime=$1 name=$2
shift 2
say() { echo "vm: $SECONDS s: $*"; }

deny=()
[ -z "${DENY_NUMBER:-}" ] || deny=(/usr/bin/python3 /lab/deny-call.py "$DENY_NUMBER")

nobody() {
  "${deny[@]}" /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all \
    env --unset=CARAFE_ENGINE_DIR XDG_RUNTIME_DIR="$CONFORMANCE_USER_RUNTIME_DIR" "$@"
}
engines() { # start|status|stop
  "${deny[@]}" /lab/dist/bin/carafe engine "$1" && nobody /lab/dist/bin/carafe engine "$1"
}
# From the root cgroup, where the user's engine may stay. With a tenth of a processor, a JVM was seen to take more than the two
# minutes that the command waits; it goes on starting, and is asked again.
start_engines() (
  roots=(/sys/fs/cgroup/cgroup.procs)
  [ -e "${roots[0]}" ] || roots=(/sys/fs/cgroup/*/cgroup.procs)
  for root in "${roots[@]}"; do
    echo 0 >"$root" || exit
  done
  for _ in {1..20}; do
    engines start && exit
    sleep 10
  done
  exit 1
)
# A line now and then, so that a slow machine is told from one that hangs
progress() {
  while sleep 20; do
    say "$(grep -c '^ok' "out/$name.tap") passed, $(grep -c '^not ok' "out/$name.tap") failed so far; last $(grep -E '^(not )?ok' "out/$name.tap" | tail -n 1)"
  done
}

if [ -e /sys/fs/selinux/enforce ]; then
  say "SELinux: $(tr -d '\0' </proc/self/attr/current)"
  echo 1 >/sys/fs/selinux/enforce || exit
  # Debian's policy has a domain for a JVM in /opt, and an engine serves only callers with a label like its own
  chcon -t bin_t "$(readlink -f /opt/jdk/bin/java)" /lab/dist/lib/carafe/jvm/bin/java || exit
  setsebool allow_execmem on || exit
fi
resident=
case $runtime in
  carafe) path=/lab/dist/bin/carafe; [ "${CARAFE_ENGINE:-}" = oneshot ] || resident=1 ;;
  *) path=$(command -v "$runtime") || exit; set -- "$@" --exclude-tags carafe ;;
esac
# For the tests of weights of block I/O: a scheduler that has some, for a disk that is not read any more
if modprobe -q bfq; then
  echo bfq >/sys/block/nvme0n3/queue/scheduler || exit
fi
# For the tests of id maps; without them these make a mount namespace, in which no resident engine serves
echo 65534:100000:65536 | tee -a /etc/subuid >>/etc/subgid
if [ -n "$resident" ]; then
  export CARAFE_ENGINE_DIR=/run/carafe-lab CONFORMANCE_USER_RUNTIME_DIR=/run/nobody-lab
  install -d -m 700 -o 65534 -g 65534 "$CONFORMANCE_USER_RUNTIME_DIR"
  start_engines || {
    say "the engines did not start"
    tail -n 20 "$CARAFE_ENGINE_DIR/engine.log"
    exit 1
  }
  say "the engines run"
fi
status=0
progress & watcher=$!
"${deny[@]}" /opt/jdk/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "suite/carafe-conformance.jar:suite/lib/*" dev.carafe.conformance.Main \
  --runtime "$path" --name "$name" --report /lab/out --timescale 30 --threads 2 \
  --allow-skips suite/allowed-skips.txt "$@" >"out/$name.tap" || status=$?
kill $watcher
say "the suite ended with $status"
if [ -n "$resident" ]; then
  # Alive to the end
  engines status && engines stop || status=1
fi
exit $status
