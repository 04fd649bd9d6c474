#!/bin/bash
# conformance.sh NAME RUNTIME [OPTION...]: runs the black-box suite on one runtime binary; the options are the suite's own
# (--tags, --exclude-tags, --filter ...). Reports land in build/conformance: NAME.tap and TEST-NAME.xml. Time limits are stretched
# by TIMESCALE (3), since the machine may be busy with something else.
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:?usage: conformance.sh NAME RUNTIME [OPTION...]}
runtime=${2:?usage: conformance.sh NAME RUNTIME [OPTION...]}
shift 2
suite=conformance/target
[ -f $suite/carafe-conformance.jar ] || mvn -B -ntp -q -pl conformance package -DskipTests
report=build/conformance
mkdir -p "$report"

wrap=()
case $name in
  # crun refuses a machine in hybrid mode
  crun*) if mountpoint -q /sys/fs/cgroup/unified 2>/dev/null; then wrap=(conformance/bin/without-unified); fi ;;
esac
lists=()
[ ! -f "conformance/expected/$name.txt" ] || lists+=(--expect "conformance/expected/$name.txt")
[ ! -f conformance/allowed-skips.txt ] || lists+=(--allow-skips conformance/allowed-skips.txt)
# The engines of scripts/e2e.sh are not part of it.
case $name in carafe*) lists+=(--exclude-tags e2e) ;; *) lists+=(--exclude-tags carafe,e2e) ;; esac

status=0
"${wrap[@]}" "${JAVA_HOME:?}/bin/java" -cp "$suite/carafe-conformance.jar:$suite/lib/*" dev.carafe.conformance.Main \
  --runtime "$runtime" --name "$name" --report "$report" --timescale "${TIMESCALE:-3}" "${lists[@]}" "$@" >"$report/$name.tap" || status=$?
grep -E '^(not ok|# )' "$report/$name.tap" || true
exit $status
