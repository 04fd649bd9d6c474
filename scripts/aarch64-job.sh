#!/bin/sh
# aarch64-job.sh: what check-aarch64-vm.sh runs in the machine, with busybox's sh. Each step says what it did; one that fails ends it.
set -eu
carafe=/carafe/bin/carafe
export CARAFE_ENGINE_DIR=/run/carafe-engine PATH=/bin:/usr/bin
step() { echo "aarch64: $*"; }
fail() { echo "aarch64: FAILED: $*"; exit 1; }
same() { [ "$1" = "$2" ] || fail "\"$1\", not \"$2\": $3"; }

step "$(uname -srm)"
unit || fail "unit tests"

bundle=/root/bundle
mkdir -p $bundle/rootfs/bin $bundle/rootfs/proc $bundle/rootfs/dev $bundle/rootfs/sys
cp /bin/busybox $bundle/rootfs/bin/
for applet in sh true cat uname id ls mkdir sleep hostname grep; do ln -s busybox $bundle/rootfs/bin/$applet; done
cd $bundle
config() { # ARGUMENT: the shell command of the container; its seccomp profile is as Docker's for arm64, but short
  rm -f config.json
  $carafe spec
  sed -i -e 's/"terminal": true/"terminal": false/' -e "s%\"sh\"$%\"sh\", \"-c\", \"$1\"%" \
    -e 's|"linux": {|"linux": { "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"], "syscalls": [ { "names": ["mkdirat", "mkdir"], "action": "SCMP_ACT_ERRNO", "errnoRet": 95 } ] },|' config.json
}
life() {
  config 'uname -m; id -u; hostname; mkdir /dev/x 2>/dev/null || echo refused; grep -c . /proc/self/cgroup; exit 7'
  status=0
  $carafe run one >/tmp/out || status=$?
  same "$status" 7 "exit status of run"
  same "$(tr '\n' ' ' </tmp/out)" 'aarch64 0 carafe refused 1 ' "what the container printed"
  step "$1: run"
  config 'sleep 1000'
  $carafe create two >/dev/null </dev/null || fail create
  $carafe state two | grep -q '"created"' || fail "state after create"
  $carafe start two || fail start
  same "$($carafe exec two uname -m)" aarch64 exec
  $carafe pause two && $carafe resume two || fail "pause and resume"
  $carafe update --memory 64m two || fail update
  $carafe kill two KILL || fail kill
  until $carafe state two | grep -q '"stopped"'; do usleep 100000; done
  $carafe delete two || fail delete
  same "$($carafe list -q)" '' "list at the end"
  step "$1: create, state, start, exec, pause, resume, update, kill, delete"
}

CARAFE_ENGINE=oneshot life "one-shot engines"
mkdir -p -m 700 $CARAFE_ENGINE_DIR
$carafe engine start || fail "engine start"
life "a resident engine"
$carafe engine status
$carafe engine stop || fail "engine stop"
$carafe features | grep -q SCMP_ARCH_AARCH64 || fail features
$carafe check || fail check
step done
