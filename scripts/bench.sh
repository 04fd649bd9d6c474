#!/bin/bash
# bench.sh CARAFE [OUT.md]: times whole processes of carafe, runc and crun on the same bundle in one run, and writes the medians
# and ratios. Everything runs in one private mount namespace without a hybrid unified hierarchy, because crun refuses those.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${BENCH_INSIDE:-}" ]; then
  [ "$(id -u)" = 0 ] || { echo "bench needs root" >&2; exit 1; }
  BENCH_INSIDE=1 exec unshare -m "$0" "$@"
fi
mount --make-rprivate /
if [ -d /sys/fs/cgroup/unified ]; then
  umount /sys/fs/cgroup/unified 2>/dev/null || true
  # What an engine takes for a control group there all the same would be directories and files of the host's
  mount -t tmpfs bench /sys/fs/cgroup/unified
fi

carafe=$(readlink -f "${1:?usage: bench.sh CARAFE [OUT.md]}")
out=${2:-docs/benchmarks.md}
runs=${BENCH_RUNS:-100}
rounds=5
each=$((runs / rounds < 2 ? 2 : runs / rounds))
runs=$((each * rounds))
warm=${BENCH_WARM:-100}
for tool in hyperfine jq busybox runc crun; do
  command -v "$tool" >/dev/null || { echo "bench needs $tool: scripts/setup.sh installs it" >&2; exit 1; }
done
work=$(mktemp -d "${TMPDIR:-/tmp}/carafe-bench.XXXXXX")
export CARAFE_ENGINE_DIR=$work/engine CARAFE_ENGINE_IDLE_SECONDS=600
mkdir -m 700 "$CARAFE_ENGINE_DIR"
# The parents of containers that Podman and containerd make, and leave when their containers are gone
engine_cgroups() {
  local parent
  for parent in /sys/fs/cgroup/{,*/}{carafe-bench,libpod_parent}; do
    [[ $(stat -fc %T "$parent" 2>/dev/null) != cgroup* ]] || find "$parent" -depth -type d
  done
}
cgroups_before=$(engine_cgroups)
remove_engine_cgroups() {
  local left
  for _ in $(seq 50); do
    left=$(engine_cgroups | grep -vxF -e "$cgroups_before") || return 0
    # shellcheck disable=SC2086 # no blank in them
    rmdir $left 2>/dev/null || sleep 0.1
  done
  echo "bench: control groups that are not empty are left behind:" $left >&2
}
finish() {
  "$carafe" engine stop >/dev/null 2>&1 || true
  # What a run that was interrupted has left; nothing usually.
  CARAFE_ENGINE=oneshot "$carafe" delete -f bench-a >/dev/null 2>&1 || true
  runc delete -f bench-b >/dev/null 2>&1 || true
  crun delete -f bench-c >/dev/null 2>&1 || true
  CARAFE_ENGINE=oneshot "$carafe" delete -f bench-x >/dev/null 2>&1 || true
  runc delete -f bench-y >/dev/null 2>&1 || true
  crun delete -f bench-z >/dev/null 2>&1 || true
  remove_engine_cgroups
  rm -rf "$work"
}
trap finish EXIT

bundle=$work/bundle
mkdir -p "$bundle/rootfs/bin"
cp "$(command -v busybox)" "$bundle/rootfs/bin/busybox"
ln -s busybox "$bundle/rootfs/bin/true"
ln -s busybox "$bundle/rootfs/bin/sleep"
(cd "$bundle" && runc spec &&
  jq '.process.terminal = false | .process.args = ["true"]' config.json >new && mv new config.json)
cat >"$work/csd" <<'SH'
#!/bin/sh
# create, start and delete with runtime $1; --force, because `true` may not have ended yet
"$1" create -b "$2" "$3" >/dev/null 2>&1 </dev/null && "$1" start "$3" && "$1" delete --force "$3"
SH
chmod 755 "$work/csd"

"$carafe" engine start >/dev/null
for _ in $(seq "$warm"); do CARAFE_ENGINE=resident "$carafe" run -b "$bundle" bench-w 2>/dev/null; done
# The runtimes take turns, some runs at a time: the speed of a virtual machine drifts by a third from one minute to the next
measure() { # name, command...
  local name=$1 round warmup=20; shift
  for round in $(seq "$rounds"); do
    hyperfine -N --warmup "$warmup" --runs "$each" --export-json "$work/$name.$round" "$@" \
      >/dev/null 2>"$work/$name.log" || { cat "$work/$name.log" >&2; exit 1; }
    warmup=3
  done
  jq -s '[.[].results[]] | group_by(.command) | {results: map({command: .[0].command,
    median: (map(.times[]) | sort | (.[length / 2 | floor] + .[(length - 1) / 2 | floor]) / 2)})}' \
    "$work/$name".[0-9]* >"$work/$name.json"
}
echo "run ..."
CARAFE_ENGINE=resident measure run \
  -n carafe "$carafe run -b $bundle bench-a" -n runc "runc run -b $bundle bench-b" -n crun "crun run -b $bundle bench-c"
echo "create, start, delete ..."
CARAFE_ENGINE=resident measure csd \
  -n carafe "$work/csd $carafe $bundle bench-a" -n runc "$work/csd runc $bundle bench-b" -n crun "$work/csd crun $bundle bench-c"
echo "exec ..."
cp -r "$bundle" "$work/staying"
jq '.process.args = ["sleep", "100000"]' "$bundle/config.json" >"$work/staying/config.json"
"$carafe" run -d -b "$work/staying" bench-x </dev/null >/dev/null 2>&1
runc run -d -b "$work/staying" bench-y </dev/null >/dev/null 2>&1
crun run -d -b "$work/staying" bench-z </dev/null >/dev/null 2>&1
for _ in $(seq "$warm"); do CARAFE_ENGINE=resident "$carafe" exec bench-x true; done
CARAFE_ENGINE=resident measure exec \
  -n carafe "$carafe exec bench-x true" -n runc "runc exec bench-y true" -n crun "crun exec bench-z true"
"$carafe" delete -f bench-x
runc delete -f bench-y
crun delete -f bench-z
echo "version ..."
CARAFE_ENGINE=resident measure version \
  -n carafe "$carafe --version" -n runc "runc --version" -n crun "crun --version"
# shellcheck source=scripts/bench-kubernetes.sh
. scripts/bench-kubernetes.sh
# shellcheck source=scripts/bench-lifecycle.sh
. scripts/bench-lifecycle.sh
# shellcheck source=scripts/bench-engines.sh
. scripts/bench-engines.sh
echo "one-shot run ..."
CARAFE_ENGINE=oneshot hyperfine -N --warmup 3 --runs 30 --export-json "$work/oneshot.json" \
  -n carafe "$carafe run -b $bundle bench-d" >/dev/null 2>"$work/oneshot.log" || { cat "$work/oneshot.log" >&2; exit 1; }
CARAFE_ENGINE=oneshot hyperfine -N --warmup 3 --runs 30 --export-json "$work/oneshot-csd.json" \
  -n carafe "$work/csd $carafe $bundle bench-d" >/dev/null 2>"$work/oneshot.log" || { cat "$work/oneshot.log" >&2; exit 1; }
echo "1,000 containers ..."
for _ in $(seq 1000); do CARAFE_ENGINE=resident "$carafe" run -b "$bundle" bench-e 2>/dev/null; done
pid=$("$carafe" engine status | awk '$1 == "pid:" { print $2 }')
rss=$(awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$pid/status")
threads=$(awk '/Threads/ { print $2 }' "/proc/$pid/status")
echo "growth: fresh engines, many containers, many at once ..."
python3 scripts/bench-growth.py "$carafe" "$bundle" "$work/staying" "$work/growth.json"

row() { # title, file
  jq -r --arg title "$1" '
    def of(n): .results[] | select(.command == n) | .median * 1000;
    def ms: . * 100 | round / 100 | tostring;
    "| \($title) | \(of("carafe") | ms) | \(of("runc") | ms) | \(of("crun") | ms) | \(of("carafe") / of("runc") | ms) | \(of("carafe") / of("crun") | ms) |"' "$2"
}
engine_rows() { # of those that are installed
  [ ! -f "$work/podman.json" ] || row 'podman run --rm, end to end' "$work/podman.json"
  [ ! -f "$work/ctr.json" ] || row 'ctr run --rm, end to end' "$work/ctr.json"
}
{
  cat <<MD
# Benchmarks

Whole processes, as a caller sees them: medians of $runs runs each, by hyperfine, in one run of \`make bench\`: in $rounds rounds, in which the three take turns, after 20 warm-up runs in the first and 3 in each other (and $warm containers that warm the engine). The
bundle is what \`runc spec\` writes, without a terminal, with busybox's \`true\` as its process. The engine is resident and warm.
All three run in one mount namespace in which the hybrid \`unified\` hierarchy is not mounted, since crun refuses it. Fewer runs, \`BENCH_CROWDS\` (5) and \`BENCH_ENGINE_RUNS\` (20),
for the containers at once and for the engines. With Podman and containerd, a shell between engine and carafe is part of the time, which says where the resident engine is.

Machine: $(uname -srm), $(nproc) cores, $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), cgroup $(stat -fc %T /sys/fs/cgroup | sed 's/tmpfs/v1/; s/cgroup2fs/v2/').
Measured on $(date -u +%Y-%m-%d): carafe ${CARAFE_BUILD:-}, $(runc --version | head -n 1), $(crun --version | head -n 1).

| whole process, median in ms | carafe | runc | crun | carafe / runc | carafe / crun |
|---|---|---|---|---|---|
$(row 'run' "$work/run.json")
$(row 'create + start + delete' "$work/csd.json")
$(row 'exec' "$work/exec.json")
$(row 'state' "$work/state.json")
$(row 'kill' "$work/kill.json")
$(row 'start' "$work/start.json")
$(row '100 containers, create and start at once' "$work/crowd.json")
$(row '--version' "$work/version.json"; engine_rows)
$(row 'Kubernetes-like run' "$work/kubernetes-run.json")
$(row 'Kubernetes-like create + start + delete' "$work/kubernetes-csd.json")
$(row 'Kubernetes-like exec' "$work/kubernetes-exec.json")

| | |
|---|---|
| one-shot \`run\` (no engine; a JVM for the command), median of 30 | $(jq '.results[0].median * 1000 | round' "$work/oneshot.json") ms |
| one-shot \`create\`, \`start\` and \`delete\` (the latter two without a JVM), median of 30 | $(jq '.results[0].median * 1000 | round' "$work/oneshot-csd.json") ms |
| engine, resident set after 1,000 containers (and those above) | $rss MiB, $threads threads |
$(jq -r -f scripts/bench-growth.jq "$work/growth.json")

![Whole processes, carafe, runc and crun](benchmarks/times.svg)

Beside many running containers: the medians of 20 each.

![list, state, exec and delete beside up to 1,000 running containers](benchmarks/scale.svg)

![The engine's resident set over 10,000 containers](benchmarks/memory.svg) ![The first ten operations of a fresh engine](benchmarks/warm-up.svg)
MD
  if [ -f docs/benchmarks-notes.md ]; then echo; cat docs/benchmarks-notes.md; fi
} >"$work/out.md"
cat "$work/out.md"
cp "$work/out.md" "$out"
mkdir -p build/bench "$(dirname "$out")/benchmarks"
times() { # what `row` shows, for charts and the check
  while [ $# -gt 0 ]; do
    [ ! -f "$work/$2.json" ] || jq --arg name "$1" '{($name): (.results | map({(.command): (.median * 1000)}) | add)}' "$work/$2.json"
    shift 2
  done | jq -s '{times: add}'
}
times run run 'create + start + delete' csd exec exec state state kill kill start start '100 at once' crowd --version version \
  'podman run --rm' podman 'ctr run --rm' ctr 'Kubernetes-like run' kubernetes-run \
  'Kubernetes-like create + start + delete' kubernetes-csd 'Kubernetes-like exec' kubernetes-exec \
  'one-shot run' oneshot >build/bench/results.json
cp "$work/growth.json" build/bench/growth.json
python3 scripts/bench-charts.py build/bench/results.json build/bench/growth.json "$(dirname "$out")/benchmarks"
