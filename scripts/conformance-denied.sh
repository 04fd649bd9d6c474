#!/bin/bash
# conformance-denied.sh RUNTIME [CALL...]: a part of the black-box suite with each system call refused in turn (ENOSYS), as on an
# older kernel or in a strict sandbox. The filter is on the suite, the resident engine and all they start. A test passes when it
# works all the same, or when its failure names the call and nothing was left behind.
# DENY_FILTER: the tests (a regular expression), instead of those below; "." is the whole suite, two to seven minutes for each call.
# Reports: build/conformance/denied-CALL.tap
set -euo pipefail
cd "$(dirname "$0")/.."

runtime=${1:?usage: conformance-denied.sh RUNTIME [CALL...]}
shift
calls=("$@")
[ ${#calls[@]} -gt 0 ] || calls=(openat2 clone3 mount_setattr open_tree pidfd_open close_range CLONE_INTO_CGROUP)
filter=${DENY_FILTER:-'lifecycle\.(RunTest|KillTest|TerminalTest\.(console|terminal))|config\.(Namespaces|UserNamespace|MaskedPaths|Hooks|IdmappedMounts)Test|cgroup\.CgroupLimitsTest'}
deny=conformance/src/main/resources/dev/carafe/conformance/harness/deny-call.py

status=0
for call in "${calls[@]}"; do
  number=$(scripts/system-call-number.sh "$call")
  engine=$(mktemp -d)
  denied=$call
  [ "$call" != CLONE_INTO_CGROUP ] || denied=clone3
  expected=()
  case $call in
    # Nothing stands in for these, so that nearly every test fails
    openat2 | mount_setattr | open_tree | pidfd_open) expected=(--expect conformance/expected/denied.txt) ;;
  esac
  echo "== without $call"
  export CARAFE_ENGINE_DIR=$engine
  case $(basename "$runtime") in
    carafe*) /usr/bin/python3 "$deny" "$number" "$runtime" engine start >/dev/null ||
      echo "# no resident engine without $call: one-shot" ;;
  esac
  /usr/bin/python3 "$deny" "$number" "$(command -v bash)" scripts/conformance.sh "denied-$call" "$runtime" --denied "$denied" \
    "${expected[@]}" --filter "$filter" --exclude-tags crash || status=1
  case $(basename "$runtime") in
    carafe*) /usr/bin/python3 "$deny" "$number" "$runtime" engine stop >/dev/null 2>&1 || true ;;
  esac
  rm -rf "$engine"
done
exit $status
