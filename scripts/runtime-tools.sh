#!/bin/bash
# runtime-tools.sh DIR CARAFE: runs the validation programs of OCI runtime-tools, built in DIR (`make runtimetest validation-executables`
# there), on carafe, runc and crun, and prints a table: for each program "ok", or how many of its checks failed, or "failed" where it
# has none. PROGRAMS: only those whose name matches this regular expression. The outputs stay in build/runtime-tools. It fails when carafe does not pass a program that runc or crun passes,
# but for those whose result is a matter of chance: they are marked "unstable".
set -euo pipefail
cd "$(dirname "$0")/.."

repo=$PWD
tools=$(realpath "${1:?usage: runtime-tools.sh DIR CARAFE}")
carafe=$(realpath "${2:?usage: runtime-tools.sh DIR CARAFE}")
report=$PWD/build/runtime-tools
[ -x "$tools/runtimetest" ] || { echo "no $tools/runtimetest: run 'make runtimetest validation-executables' there" >&2; exit 1; }
rm -rf "$report"
mkdir -p "$report"

engine=$(mktemp -d "${TMPDIR:-/tmp}/carafe-engine.XXXXXX")
export CARAFE_ENGINE_DIR=$engine
trap '"$carafe" engine stop >/dev/null 2>&1 || true; rm -rf "$engine"' EXIT
"$carafe" engine start >/dev/null

# Each with its reason
declare -A unstable=(
  [pidfile]="it starts true, and fails when that has ended before it looks: runc and carafe pass it some of the times"
)
declare -A runtimes=([carafe]=$carafe [runc]=$(command -v runc) [crun]=$(command -v crun))
verdict() { # name, runtime, program: prints "ok", "failed", "3 of 12", "skipped"
  local out="$report/$1-$(basename "$3" .t)" wrap=() checks failed
  # crun refuses a machine in hybrid mode
  if [ "$1" = crun ] && mountpoint -q /sys/fs/cgroup/unified; then wrap=("$repo/conformance/bin/without-unified"); fi
  local status=0
  RUNTIME=$2 timeout -k 5 120 "${wrap[@]}" "$3" >"$out.tap" 2>"$out.err" </dev/null || status=$?
  checks=$(grep -cE '^(not )?ok' "$out.tap" || true)
  failed=$(grep -E '^not ok' "$out.tap" | grep -vcE '# (TODO|SKIP)' || true)
  if [ "$checks" = 0 ]; then
    # Some tell failures only, and not as a check. A program may also skip all it has: "1..0 # SKIP why"
    if grep -q '^1\.\.0 # SKIP' "$out.tap"; then
      echo skipped
    elif [ $status != 0 ] || grep -q '"error":' "$out.tap"; then
      echo failed
    else
      echo ok
    fi
  elif [ "$failed" = 0 ]; then
    echo ok
  else
    echo "$failed of $checks"
  fi
}

status=0
echo "| program | carafe | runc | crun |"
echo "|---|---|---|---|"
cd "$tools"
for program in validation/*/*.t; do
  [[ $(basename "$program" .t) =~ ${PROGRAMS:-} ]] || continue
  declare -A result=()
  for name in carafe runc crun; do
    result[$name]=$(verdict "$name" "${runtimes[$name]}" "$program")
  done
  note=
  if [ "${result[carafe]}" != ok ] && { [ "${result[runc]}" = ok ] || [ "${result[crun]}" = ok ]; }; then
    if [ -n "${unstable[$(basename "$program" .t)]:-}" ]; then
      note=" (unstable)"
    else
      status=1
      note=" (worse)"
    fi
  fi
  echo "| $(basename "$program" .t) | ${result[carafe]}$note | ${result[runc]} | ${result[crun]} |"
done
for program in "${!unstable[@]}"; do
  echo
  echo "unstable: $program: ${unstable[$program]}"
done
exit $status
