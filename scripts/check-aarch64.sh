#!/bin/bash
# check-aarch64.sh: cross-compiles the C side for aarch64 as it is built on such a machine, statically with musl and with warnings
# as errors, and runs its unit tests under qemu-user. native/test/qemu-user.txt names the tests for which qemu-user lacks the calls.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh aarch64
scripts/aarch64-native.sh build/aarch64
emulator=$(command -v qemu-aarch64 || command -v qemu-aarch64-static)
facts=runtime/src/test/resources/dev/carafe/linux/kernel-aarch64.txt
"$emulator" build/aarch64/kernel-facts | diff $facts - || { echo "check-aarch64: the headers for aarch64 say otherwise than $facts" >&2; exit 1; }
log=build/aarch64/unit.log
lacking=native/test/qemu-user.txt
not_started=$(awk '$3 == "waits" { print "-" $1 }' $lacking)
status=0
# shellcheck disable=SC2086 # the names are words
"$emulator" build/aarch64/unit $not_started >$log 2>&1 || status=$?
# A run that ended before its last line has failed, whatever it had said by then
tail -n 1 $log | grep -q '^[0-9]* passed, [0-9]* skipped, [0-9]* failed$' || { tail -n 20 $log >&2; echo "check-aarch64: the tests ended early (status $status)" >&2; exit 1; }

awk '
  FNR == NR { if ($0 ~ /^[A-Za-z]/) { lacks[$1] = $2; waits[$1] = $3 == "waits" } next }
  /^FAIL / { failed[$2] = 1; if (!($2 in lacks)) { print "FAILED  " $2; bad++ } }
  # Without root, what needs it is skipped, the listed ones too
  /^skip / { failed[$2] = 1; if (!($2 in lacks)) { print "skipped " $2; skipped++ } }
  /^[0-9]+ passed, / { passed = $1 }
  END {
    for (name in lacks) {
      if (!waits[name] && !(name in failed)) { print name ": native/test/qemu-user.txt says that it fails, but it passed or is no more"; stale++ }
      else { count[lacks[name]]++; all++ }
    }
    for (call in count) calls = calls sprintf("%s%s %d", calls == "" ? "" : ", ", call, count[call])
    printf "aarch64 under qemu-user: %d unit tests passed, %d failed, %d skipped; it lacks the calls of %d (%s)\n", passed, bad, skipped, all, calls
    exit bad || stale || !passed
  }' $lacking $log || { grep -v '^FAIL' $log | tail -n 40 >&2; exit 1; }
