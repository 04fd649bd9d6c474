#!/bin/bash
# demo.sh CARAFE: makes a busybox bundle in a temporary directory, runs it, and has the container show what it is.
set -euo pipefail

carafe=$(readlink -f "${1:?usage: demo.sh CARAFE}")
[ "$(id -u)" = 0 ] || { echo "the demo maps user ids and sets limits: run it as root" >&2; exit 1; }
work=$(mktemp -d "${TMPDIR:-/tmp}/carafe-demo.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

bundle=$work/bundle
mkdir -p "$bundle"/rootfs/{bin,dev,proc,sys,tmp,etc}
cp "$(command -v busybox)" "$bundle/rootfs/bin/busybox"
for applet in sh cat echo grep hostname id ls mount ps sed tr; do ln -s busybox "$bundle/rootfs/bin/$applet"; done
echo 'root:x:0:0:root:/root:/bin/sh' >"$bundle/rootfs/etc/passwd"
chown -R 100000:100000 "$bundle/rootfs"

cat >"$bundle/rootfs/show" <<'SHOW'
#!/bin/sh
echo "hostname        $(hostname)"
echo "my pid          $$"
echo "processes       $(ls -d /proc/[0-9]* | wc -l)"
echo "user            $(id -u):$(id -g), mapped $(tr -s ' ' </proc/self/uid_map)"
echo "capabilities    $(grep CapEff /proc/self/status | tr -d '\t')"
echo "open files      $(grep 'open files' /proc/self/limits | tr -s ' ')"
echo "cgroup          $(grep -E ':memory:|^0::' /proc/self/cgroup | tr '\n' ' ')"
echo "memory limit    $(cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max)"
echo "pids limit      $(cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max)"
echo "mounts"
sed -E 's/^([^ ]+) ([^ ]+) ([^ ]+) ([^ ]+).*/  \2 \3 \4/' /proc/mounts
echo "write to /      $( (echo x >/file) 2>&1 || true)"
SHOW
sed -i 's/^echo "processes.*/echo "processes       $(echo \/proc\/[0-9]* | sed "s,\/proc\/,,g")"/' "$bundle/rootfs/show"
chmod 755 "$bundle/rootfs/show"

cat >"$bundle/config.json" <<'JSON'
{
  "ociVersion": "1.3.0",
  "hostname": "carafe-demo",
  "process": {
    "user": { "uid": 0, "gid": 0 },
    "args": ["/show"],
    "env": ["PATH=/bin"],
    "cwd": "/",
    "noNewPrivileges": true,
    "capabilities": {
      "bounding": ["CAP_KILL", "CAP_NET_BIND_SERVICE"],
      "effective": ["CAP_KILL", "CAP_NET_BIND_SERVICE"],
      "permitted": ["CAP_KILL", "CAP_NET_BIND_SERVICE"]
    },
    "rlimits": [{ "type": "RLIMIT_NOFILE", "hard": 512, "soft": 512 }]
  },
  "root": { "path": "rootfs", "readonly": true },
  "mounts": [
    { "destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "noexec", "nodev"] },
    { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755", "size=65536k"] },
    { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"] },
    { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] }
  ],
  "linux": {
    "namespaces": [
      { "type": "user" }, { "type": "pid" }, { "type": "network" }, { "type": "ipc" },
      { "type": "uts" }, { "type": "mount" }, { "type": "cgroup" }
    ],
    "uidMappings": [{ "containerID": 0, "hostID": 100000, "size": 65536 }],
    "gidMappings": [{ "containerID": 0, "hostID": 100000, "size": 65536 }],
    "resources": {
      "memory": { "limit": 67108864 },
      "pids": { "limit": 32 }
    },
    "maskedPaths": ["/proc/kcore", "/proc/keys", "/proc/timer_list"],
    "readonlyPaths": ["/proc/bus", "/proc/sys", "/proc/sysrq-trigger"]
  }
}
JSON

id=carafe-demo-$$
echo "\$ carafe --version"
"$carafe" --version
echo
echo "\$ carafe plan -b bundle | grep ^I | head -n 16"
"$carafe" plan -b "$bundle" | grep ^I | head -n 16 || true
echo
echo "\$ carafe run -b bundle $id"
"$carafe" run -b "$bundle" "$id"
