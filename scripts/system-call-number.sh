#!/bin/bash
# system-call-number.sh CALL: the number of a system call that conformance-denied.sh and test-vm.sh can refuse. These are the same on
# all architectures. A flag of clone3 cannot be told from without: the whole call goes.
set -euo pipefail
case ${1:?usage: system-call-number.sh CALL} in
  pidfd_send_signal) echo 424 ;;
  open_tree) echo 428 ;;
  move_mount) echo 429 ;;
  fsopen) echo 430 ;;
  fsconfig) echo 431 ;;
  fsmount) echo 432 ;;
  pidfd_open) echo 434 ;;
  clone3 | CLONE_INTO_CGROUP) echo 435 ;;
  close_range) echo 436 ;;
  openat2) echo 437 ;;
  mount_setattr) echo 442 ;;
  *) echo "system-call-number.sh: no number known for the system call $1" >&2; exit 1 ;;
esac
