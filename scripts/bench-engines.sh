# bench-engines.sh, sourced by bench.sh: Podman and containerd end to end with each runtime, where they are installed. Each has a
# state of its own below $work. Podman gives the runtime an environment of its own, so a program in between says where the engine is.

cat >"$work/carafe" <<SH
#!/bin/sh
export CARAFE_ENGINE_DIR='$CARAFE_ENGINE_DIR' CARAFE_ENGINE=resident
exec '$carafe' "\$@"
SH
chmod 755 "$work/carafe"
runc_path=$(command -v runc) crun_path=$(command -v crun)

tar -C "$bundle/rootfs" -cf "$work/layer.tar" .
printf '{"architecture":"amd64","os":"linux","config":{"Cmd":["true"],"Env":["PATH=/bin"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
  "$(sha256sum "$work/layer.tar" | cut -d' ' -f1)" >"$work/image.json"
echo '[{"Config":"image.json","RepoTags":["localhost/bench:1"],"Layers":["layer.tar"]}]' >"$work/manifest.json"
tar -C "$work" -cf "$work/image.tar" manifest.json image.json layer.tar

if command -v podman >/dev/null; then
  echo "podman run --rm ..."
  cat >"$work/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:2048", "nproc=2000:4000"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
CONF
  export CONTAINERS_CONF=$work/containers.conf
  podman="podman --root $work/ps --runroot $work/pr --tmpdir $work/pt --storage-driver overlay --cgroup-manager cgroupfs --events-backend file"
  $podman load -i "$work/image.tar" >/dev/null 2>&1
  options="run --rm --network none localhost/bench:1"
  hyperfine -N --warmup 3 --runs "${BENCH_ENGINE_RUNS:-20}" --export-json "$work/podman.json" \
    -n carafe "$podman --runtime $work/carafe $options" -n runc "$podman --runtime $runc_path $options" \
    -n crun "$podman --runtime $crun_path $options" >/dev/null 2>"$work/podman.log" || { cat "$work/podman.log" >&2; exit 1; }
  $podman rmi -fa >/dev/null 2>&1 || true
  umount "$work/ps/overlay" 2>/dev/null || true
fi

if command -v containerd >/dev/null; then
  echo "ctr run --rm ..."
  cat >"$work/containerd.toml" <<CONF
version = 2
root = "$work/cd"
state = "$work/cs"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "$work/grpc"
[ttrpc]
address = "$work/ttrpc"
CONF
  containerd --config "$work/containerd.toml" >"$work/containerd.log" 2>&1 &
  containerd=$!
  ctr="ctr -a $work/grpc -n carafe-bench"
  for _ in $(seq 100); do $ctr version >/dev/null 2>&1 && break; sleep 0.1; done
  $ctr images import "$work/image.tar" >/dev/null
  hyperfine -N --warmup 3 --runs "${BENCH_ENGINE_RUNS:-20}" --export-json "$work/ctr.json" \
    -n carafe "$ctr run --rm --runc-root $work/ra --runc-binary $work/carafe localhost/bench:1 bench-a" \
    -n runc "$ctr run --rm --runc-root $work/rb --runc-binary $runc_path localhost/bench:1 bench-b" \
    -n crun "$ctr run --rm --runc-root $work/rc --runc-binary $crun_path localhost/bench:1 bench-c" >/dev/null 2>"$work/ctr.log" ||
    { kill "$containerd"; cat "$work/ctr.log" >&2; exit 1; }
  kill "$containerd"
  wait "$containerd" || true
fi
