#!/bin/bash
# conformance-all.sh CARAFE: the suite on carafe with a resident engine, its crash tests, carafe one-shot (a part of it), runc and crun; then the matrix in
# docs/conformance.md and the totals. Runs all of them before it fails.
set -euo pipefail
cd "$(dirname "$0")/.."

carafe=${1:?usage: conformance-all.sh CARAFE}
report=build/conformance
rm -rf "$report"
status=0
run() { # name, runtime, option...
  echo "conformance: $1"
  scripts/conformance.sh "$@" || { echo "conformance: $1 has failures" >&2; status=1; }
}

engine=$(mktemp -d "${TMPDIR:-/tmp}/carafe-engine.XXXXXX")
stop() {
  CARAFE_ENGINE_DIR=$engine "$carafe" engine stop >/dev/null 2>&1 || true
  rm -rf "$engine"
}
trap stop EXIT

CARAFE_ENGINE_DIR=$engine "$carafe" engine start
CARAFE_ENGINE=auto CARAFE_ENGINE_DIR=$engine run carafe "$carafe" --exclude-tags crash
stop
# By itself: these tests load the machine on purpose, and start engines of their own
run carafe-crash "$carafe" --tags crash
# A JVM for each command takes long, and decides by the same code: what the process model has a part in, unless ONESHOT says otherwise
# (ONESHOT=. is the whole suite). Without shortcuts: with them, as above, the engine does not come to start, kill, state and delete.
CARAFE_SHORTCUTS=0 CARAFE_ENGINE=oneshot run carafe-oneshot "$carafe" --exclude-tags crash \
  --filter "${ONESHOT:-\.(lifecycle|exec|rootless|tools)\.|HooksTest|SeccompTest}"
run runc "$(command -v runc)"
run crun "$(command -v crun)"

"$JAVA_HOME/bin/java" -cp "conformance/target/carafe-conformance.jar:conformance/target/lib/*" \
  dev.carafe.conformance.report.Matrix docs/conformance.md \
  carafe="$report/TEST-carafe.xml" runc="$report/TEST-runc.xml" crun="$report/TEST-crun.xml"
sed -n "/matrix: begin/,/^\$/p" docs/conformance.md
scripts/summarize-tests.sh */target/surefire-reports "$report" || status=1
exit $status
