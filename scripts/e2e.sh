#!/bin/bash
# e2e.sh RUNTIME [OPTION...]: drives one runtime binary through containerd, Docker, Podman and conmon, each with a state of its own
# in a temporary directory; the options are the suite's (--filter REGEX ...). An engine that is not installed is skipped, with a
# reason. carafe is run with a resident engine of this run's own, or without one where E2E_ENGINE is "oneshot".
# Reports land in build/e2e: NAME.tap and TEST-e2e-NAME.xml.
set -euo pipefail
cd "$(dirname "$0")/.."

runtime=$(realpath "${1:?usage: e2e.sh RUNTIME [OPTION...]}")
shift
name=$(basename "$runtime")
suite=conformance/target
[ -f $suite/carafe-conformance.jar ] || mvn -B -ntp -q -pl conformance package -DskipTests
report=build/e2e
mkdir -p "$report"
directory=$(mktemp -d)

# Podman gives conmon, and so the runtime, an environment of its own: a program in between says where the engine is.
if [ "$name" = carafe ]; then
  mode=${E2E_ENGINE:-resident}
  name=carafe-$mode
  chmod 755 "$directory"
  cat >"$directory/carafe" <<EOF
#!/bin/sh
if [ "\$(id -u)" = 0 ]; then export CARAFE_ENGINE_DIR='$directory/engine'; fi
export CARAFE_ENGINE_ONDEMAND=0
exec '$runtime' "\$@"
EOF
  chmod 755 "$directory/carafe"
  mkdir -m 700 "$directory/engine"
  [ "$mode" = oneshot ] || "$directory/carafe" engine start
  tested=$directory/carafe
else
  mode=
  tested=$runtime
fi
clean_up() {
  if [ "$mode" = resident ]; then "$tested" engine stop || true; fi
  rm -rf "$directory"
}
trap clean_up EXIT

status=0
SECONDS=0
"${JAVA_HOME:?}/bin/java" -cp "$suite/carafe-conformance.jar:$suite/lib/*" dev.carafe.conformance.Main \
  --runtime "$tested" --name "e2e-$name" --report "$report" --timescale "${TIMESCALE:-3}" --tags e2e "$@" >"$report/$name.tap" || status=$?
grep -E '^(not ok|# )|# SKIP' "$report/$name.tap" || true
echo "# $SECONDS seconds"
exit $status
