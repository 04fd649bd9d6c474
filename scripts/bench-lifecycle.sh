# bench-lifecycle.sh, sourced by bench.sh: one command at a time on a container that is there, and many containers at once.

# A container that stays, for each runtime.
staying=$work/staying
cp -r "$bundle" "$staying"
ln -sf busybox "$staying/rootfs/bin/sleep"
jq '.process.args = ["sleep", "1000000"]' "$bundle/config.json" >"$staying/config.json"

cat >"$work/fresh" <<'SH'
#!/bin/sh
# fresh RUNTIME BUNDLE ID: a container that was created, and not started
"$1" delete --force "$3" >/dev/null 2>&1
exec "$1" create -b "$2" "$3" >/dev/null 2>&1 </dev/null
SH
cat >"$work/crowd" <<'SH'
#!/bin/sh
# crowd RUNTIME BUNDLE COUNT: that many containers created and started, all at the same time
seq "$3" | xargs -P "$3" -I N sh -c '"$0" create -b "$1" bench-crowd-N >/dev/null 2>&1 </dev/null && exec "$0" start bench-crowd-N' "$1" "$2"
SH
cat >"$work/disperse" <<'SH'
#!/bin/sh
# disperse RUNTIME COUNT: removes them
seq "$2" | xargs -P 4 -I N "$1" delete --force bench-crowd-N >/dev/null 2>&1
exit 0
SH
chmod 755 "$work/fresh" "$work/crowd" "$work/disperse"

export CARAFE_ENGINE=resident
for pair in "$carafe bench-a" "runc bench-b" "crun bench-c"; do
  read -r runtime id <<<"$pair"
  "$runtime" run -d -b "$staying" "$id" >/dev/null 2>&1 </dev/null
done
echo "state ..."
measure state -n carafe "$carafe state bench-a" -n runc "runc state bench-b" -n crun "crun state bench-c"
echo "kill ..."
# A signal that sleep ignores.
measure kill -n carafe "$carafe kill bench-a URG" -n runc "runc kill bench-b URG" -n crun "crun kill bench-c URG"
"$carafe" delete -f bench-a; runc delete -f bench-b; crun delete -f bench-c
echo "start ..."
measure start \
  --prepare "$work/fresh $carafe $bundle bench-a" -n carafe "$carafe start bench-a" \
  --prepare "$work/fresh runc $bundle bench-b" -n runc "runc start bench-b" \
  --prepare "$work/fresh crun $bundle bench-c" -n crun "crun start bench-c"
"$carafe" delete -f bench-a; runc delete -f bench-b; crun delete -f bench-c
echo "100 containers at once ..."
hyperfine -N --warmup 1 --runs "${BENCH_CROWDS:-5}" --export-json "$work/crowd.json" \
  --prepare "$work/disperse $carafe 100" -n carafe "$work/crowd $carafe $bundle 100" \
  --prepare "$work/disperse runc 100" -n runc "$work/crowd runc $bundle 100" \
  --prepare "$work/disperse crun 100" -n crun "$work/crowd crun $bundle 100" >/dev/null 2>"$work/crowd.log" ||
  { cat "$work/crowd.log" >&2; exit 1; }
"$work/disperse" "$carafe" 100; "$work/disperse" runc 100; "$work/disperse" crun 100
unset CARAFE_ENGINE
