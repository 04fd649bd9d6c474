# bench-kubernetes.sh, sourced by bench.sh: the same commands with a configuration such as Kubernetes' engines write: a seccomp
# profile like Docker's, 20 mounts, masked paths, limits, and a user namespace.

kubernetes=$work/kubernetes
cp -r "$bundle" "$kubernetes"
chmod 711 "$work"
mkdir -p "$kubernetes/volumes"/{1..12}
for volume in "$kubernetes/volumes"/*; do mkdir -p "$kubernetes/rootfs/volumes/$(basename "$volume")"; done
chown -R 100000:100000 "$kubernetes/rootfs" "$kubernetes/volumes"
jq --slurpfile seccomp conformance/src/main/resources/dev/carafe/conformance/config/seccomp-docker.json --arg volumes "$kubernetes/volumes" '
  .linux.seccomp = $seccomp[0]
  | .mounts += [range(1; 13) | {destination: "/volumes/\(.)", type: "bind", source: "\($volumes)/\(.)", options: ["rbind", "rprivate", "ro"]}]
  | .mounts += [{destination: "/dev/termination-log", type: "tmpfs", source: "tmpfs", options: ["nosuid", "nodev", "size=65536"]}]
  | .linux.namespaces += [{type: "user"}]
  | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings
  | .linux.resources.memory = {limit: 134217728} | .linux.resources.pids = {limit: 1024}
  | .linux.resources.cpu = {shares: 512, quota: 50000, period: 100000}' "$bundle/config.json" >"$kubernetes/config.json"
cp -r "$kubernetes" "$work/kubernetes-staying"
chown -R 100000:100000 "$work/kubernetes-staying/rootfs"
jq '.process.args = ["sleep", "1000000"]' "$kubernetes/config.json" >"$work/kubernetes-staying/config.json"

export CARAFE_ENGINE=resident
for _ in $(seq "$warm"); do "$carafe" run -b "$kubernetes" bench-w 2>/dev/null; done
echo "Kubernetes-like run ..."
measure kubernetes-run \
  -n carafe "$carafe run -b $kubernetes bench-a" -n runc "runc run -b $kubernetes bench-b" -n crun "crun run -b $kubernetes bench-c"
echo "Kubernetes-like create, start, delete ..."
measure kubernetes-csd -n carafe "$work/csd $carafe $kubernetes bench-a" -n runc "$work/csd runc $kubernetes bench-b" \
  -n crun "$work/csd crun $kubernetes bench-c"
echo "Kubernetes-like exec ..."
"$carafe" run -d -b "$work/kubernetes-staying" bench-x </dev/null >/dev/null 2>&1
runc run -d -b "$work/kubernetes-staying" bench-y </dev/null >/dev/null 2>&1
crun run -d -b "$work/kubernetes-staying" bench-z </dev/null >/dev/null 2>&1
measure kubernetes-exec \
  -n carafe "$carafe exec bench-x true" -n runc "runc exec bench-y true" -n crun "crun exec bench-z true"
"$carafe" delete -f bench-x
runc delete -f bench-y
crun delete -f bench-z
unset CARAFE_ENGINE
