#!/bin/bash
# vm-lab.sh - throw-away QEMU (TCG) virtual machine for functional tests of an
# OCI runtime: Debian bookworm, systemd as pid 1, pure cgroup v2, D-Bus,
# AppArmor (or SELinux), runc, crun, busybox, a JDK.  No network in the VM.
#
# One file although it is long: what builds the image, what runs inside it and
# what boots it share their conventions (ports, paths, exit statuses), its name
# is a digest of the recipe in this file, and mmdebstrap's hook calls this file.
# It names no package mirror: those of the host's own apt are used.
#
#   vm-lab.sh build                      make (or reuse) the cached image; root
#   vm-lab.sh run [opts] DIR -- CMD...   boot, run CMD as root in /lab (a copy
#                                        of DIR), bring /lab/out back to DIR/out
#   vm-lab.sh selftest                   check and measure the lab itself (~65 s)
#   vm-lab.sh path                       print the image's cache directory
#   vm-lab.sh clean                      drop every cached image
#
# run options:   -t SECS   limit for CMD (default 600)
#                -o DEST   put the out files in DEST/out (default DIR/out)
#                -e K=V    environment of CMD (repeatable)
#                -c        print the VM's console after the run
# Exit status:   CMD's own; 124 = CMD ran past its limit (its out/ still comes
#                back); 123 = the VM hung or went down while CMD ran; 125 = the
#                lab itself failed before that (usage, no packages, boot, ...).
#
# Environment:   VM_CACHE    cache directory   (default ~/.cache/vm-lab)
#                JDK_DIR     JDK to copy to /opt/jdk (default: none)
#                VM_LSM      apparmor | selinux | none   (default apparmor)
#                VM_KERNEL   kernel package    (default linux-image-cloud-amd64)
#                VM_PACKAGES more Debian packages, blank separated
#                VM_SUITE, VM_MIRROR, VM_SECURITY  Debian suite and mirrors
#                VM_CPUS (2) VM_CPU (max) VM_MEM (2048 MiB)
#                VM_CGROUP   v2 | hybrid | v1: systemd's hierarchies (default v2)
#                VM_APPEND (kernel arguments) VM_TIMES=1 (print the times)
#                VM_BOOT_TIMEOUT (90) VM_OUT_MB (2048) VM_FREE_MB (2048)
#
# In the VM: user `user` (1000, subuids 100000+65536); `as-user CMD...` runs CMD
# inside that user's own systemd manager (rootless + systemd); /opt/bundle is a
# busybox OCI bundle.  /lab/out is empty when CMD starts; what CMD leaves there
# (files, directories, links) lands in DIR/out, over what DIR/out holds already.
# DIR is copied, owners, modes, xattrs, links and device nodes included; every
# other change to /lab, and to the VM, is lost.  Nothing is shared between runs,
# so runs may go on side by side.
set -euo pipefail
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin

VM_CACHE=${VM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/vm-lab}
VM_LSM=${VM_LSM:-apparmor}
VM_KERNEL=${VM_KERNEL:-linux-image-cloud-amd64}
VM_PACKAGES=${VM_PACKAGES:-}
VM_SUITE=${VM_SUITE:-bookworm}
VM_MIRROR=${VM_MIRROR:-}
VM_SECURITY=${VM_SECURITY:-}
VM_CPUS=${VM_CPUS:-2}
VM_CPU=${VM_CPU:-max}
VM_MEM=${VM_MEM:-2048}
VM_CGROUP=${VM_CGROUP:-v2}
VM_APPEND=${VM_APPEND:-}
VM_BOOT_TIMEOUT=${VM_BOOT_TIMEOUT:-90}
VM_OUT_MB=${VM_OUT_MB:-2048}
VM_FREE_MB=${VM_FREE_MB:-2048}
JDK_DIR=${JDK_DIR:-}
SELF=$(readlink -f "$0")

PACKAGES="systemd systemd-sysv dbus dbus-user-session libpam-systemd kmod
 procps util-linux mount login passwd runc crun busybox-static libseccomp2
 iproute2 strace jq python3 apparmor uidmap libcap2-bin bpftool attr acl
 e2fsprogs criu iptables"
case $VM_LSM in
  selinux) PACKAGES+=" selinux-policy-default selinux-utils policycoreutils" ;;
  apparmor|none) ;;
  *) echo "vm-lab: VM_LSM must be apparmor, selinux or none" >&2; exit 125 ;;
esac
case $VM_CGROUP in
  v2) cgroup=systemd.unified_cgroup_hierarchy=1 ;;
  hybrid) cgroup="systemd.unified_cgroup_hierarchy=0 systemd.legacy_systemd_cgroup_controller=0" ;;
  v1) cgroup="systemd.unified_cgroup_hierarchy=0 systemd.legacy_systemd_cgroup_controller=1" ;;
  *) echo "vm-lab: VM_CGROUP must be v2, hybrid or v1" >&2; exit 125 ;;
esac

say()  { echo "vm-lab: $*" >&2; }
die()  { say "error: $*"; exit 125; }
need() { command -v "$1" >/dev/null || die "no $1 here; try: apt-get install $2"; }
now()  { date +%s.%N; }
took() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }

TMP= CHILD= READERS=
cleanup() {
  local rc=$?
  trap - EXIT INT TERM HUP
  if [ -n "$CHILD" ]; then
    kill -KILL "$CHILD" 2>/dev/null || true
    wait "$CHILD" 2>/dev/null || true
  fi
  [ -z "$READERS" ] || kill $READERS 2>/dev/null || true
  # What the child's death takes along may still write for a moment.
  [ -z "$TMP" ] || rm -rf --one-file-system "$TMP" 2>/dev/null ||
    { sleep 1; rm -rf --one-file-system "$TMP"; }
  exit "$rc"
}
trap cleanup EXIT
trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM

# ---------------------------------------------------------------- the image
# The name is a digest of all that goes into the image: this script's recipe,
# the settings and the JDK's release file.  Packages' versions are not in it:
# `build -f` makes the image anew.
image_dir() {
  local jdk=none
  [ -z "$JDK_DIR" ] || jdk=$(cat "$JDK_DIR/release" 2>/dev/null || echo "$JDK_DIR")
  printf '%s/%s' "$VM_CACHE" "$( { recipe_text; printf '%s\n' "${VM_LSM/none/apparmor}" \
    "$VM_KERNEL" "$PACKAGES" "$VM_PACKAGES" "$VM_SUITE" "$jdk"; } |
    sha256sum | cut -c1-16)"
}
recipe_text() { sed -n '/^# BEGIN RECIPE/,/^# END RECIPE/p' "$SELF"; }

# BEGIN RECIPE
guest_agent() { cat <<'AGENT'
#!/bin/bash
# vm-lab: pid 1's only real job in this VM.  Reads the job from the third
# namespace, runs it, writes /lab/out to the fourth, powers off.
exec </dev/null
ctl() { echo "$*" >&9; }
finish() { exec 9>&-; sync; echo o >/proc/sysrq-trigger; sleep 60; }
exec 9>/dev/ttyS1
trap finish EXIT
read -r up _ </proc/uptime
ctl "boot $up"
modprobe -qa virtio_pci virtio_console tun
for i in {1..100}; do [ -c /dev/vport0p2 ] && break; sleep 0.05; done
exec 7>/dev/vport0p1 8>/dev/vport0p2 || { ctl "fail no output port"; exit 1; }
mkdir -p /run/vmlab /lab /dev/net
mknod -m 666 /dev/fuse c 10 229
mknod -m 666 /dev/net/tun c 10 200
mknod -m 660 /dev/loop-control c 10 237
tar -xf /dev/nvme0n3 -C /run/vmlab || { ctl "fail no job"; exit 1; }
mount -t ext4 -o noatime /dev/nvme0n2 /lab || { ctl "fail /lab"; exit 1; }
rm -rf /lab/out /lab/lost+found; mkdir /lab/out
mapfile -d '' -t argv </run/vmlab/argv
mapfile -d '' -t envs </run/vmlab/env
limit=$(</run/vmlab/limit)
cd /lab
export HOME=/root USER=root LOGNAME=root LANG=C.UTF-8 TERM=dumb
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
[ ! -d /opt/jdk ] || export JAVA_HOME=/opt/jdk PATH=$PATH:/opt/jdk/bin
[ ${#envs[@]} -eq 0 ] || export "${envs[@]}"
mkfifo /run/vmlab/1 /run/vmlab/2
cat </run/vmlab/1 >&7 & c1=$!
cat </run/vmlab/2 >&8 & c2=$!
read -r up _ </proc/uptime
ctl "start $up"
SECONDS=0
timeout -k 5 "$limit" "${argv[@]}" 7>&- 8>&- 9>&- >/run/vmlab/1 2>/run/vmlab/2
rc=$?
[ $rc -ne 137 ] || [ $SECONDS -lt "$limit" ] || rc=124
read -r up2 _ </proc/uptime
# A daemon that CMD left behind may hold the pipes: do not wait for ever.
for i in {1..20}; do
  kill -0 $c1 2>/dev/null || kill -0 $c2 2>/dev/null || break; sleep 0.1
done
ctl "exit $rc $up2"
cd /
if [ -d /lab/out ]; then
  if (cd /lab && find out \( -type f -o -type d -o -type l \) -print0 |
      tar --null --no-recursion -T - -cf /dev/nvme0n4) 2>/run/vmlab/tar
  then ctl out; else ctl "noout $(head -c 200 /run/vmlab/tar)"; fi
fi
umount -l /lab
ctl end
AGENT
}

guest_as_user() { cat <<'ASUSER'
#!/bin/sh
# as-user CMD...: CMD as uid 1000 in a service of that user's systemd manager
# (delegated cgroup, session bus, XDG_RUNTIME_DIR), in the current directory.
systemctl start user@1000.service || exit 125
for i in 1 2 3 4 5 6 7 8 9 10; do [ -S /run/user/1000/bus ] && break; sleep 0.2; done
exec systemd-run --quiet --user --machine=user@ --pipe --wait --collect \
  --working-directory="$PWD" --property=Delegate=yes \
  --setenv=PATH="$PATH" ${JAVA_HOME:+--setenv=JAVA_HOME="$JAVA_HOME"} \
  --setenv=HOME=/home/user --setenv=XDG_RUNTIME_DIR=/run/user/1000 \
  --setenv=DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus -- "$@"
ASUSER
}

bundle_config() { cat <<'JSON'
{ "ociVersion": "1.0.2", "hostname": "c",
  "process": { "terminal": false, "user": { "uid": 0, "gid": 0 },
    "args": ["true"], "cwd": "/", "noNewPrivileges": true,
    "env": ["PATH=/bin", "TERM=dumb"],
    "rlimits": [{ "type": "RLIMIT_NOFILE", "hard": 1024, "soft": 1024 }],
    "capabilities": {
      "bounding": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_MKNOD"],
      "effective": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_MKNOD"],
      "permitted": ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_MKNOD"] } },
  "root": { "path": "rootfs", "readonly": false },
  "mounts": [
    { "destination": "/proc", "type": "proc", "source": "proc" },
    { "destination": "/dev", "type": "tmpfs", "source": "tmpfs",
      "options": ["nosuid", "strictatime", "mode=755", "size=65536k"] },
    { "destination": "/dev/pts", "type": "devpts", "source": "devpts",
      "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"] },
    { "destination": "/dev/shm", "type": "tmpfs", "source": "shm",
      "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
    { "destination": "/dev/mqueue", "type": "mqueue", "source": "mqueue",
      "options": ["nosuid", "noexec", "nodev"] },
    { "destination": "/sys", "type": "sysfs", "source": "sysfs",
      "options": ["nosuid", "noexec", "nodev", "ro"] },
    { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup",
      "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] } ],
  "linux": {
    "resources": { "devices": [{ "allow": false, "access": "rwm" }] },
    "namespaces": [{ "type": "pid" }, { "type": "network" }, { "type": "ipc" },
      { "type": "uts" }, { "type": "mount" }, { "type": "cgroup" }],
    "maskedPaths": ["/proc/kcore", "/proc/keys", "/proc/timer_list"],
    "readonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys"] } }
JSON
}

# SELinux: a domain for containers, carafe_lab_t, which may do anything but touch
# carafe_lab_secret_t, and which the lab's own domain may start.
selinux_module() { cat <<'CIL'
(type carafe_lab_t)
(roletype system_r carafe_lab_t)
(roletype unconfined_r carafe_lab_t)
(typeattributeset domain (carafe_lab_t))
(type carafe_lab_secret_t)
(roletype object_r carafe_lab_secret_t)
(typeattribute carafe_lab_object)
(typeattributeset carafe_lab_object
  (or file_type (or filesystem_type (or device_node (or proc_type sysctl_type)))))
(allow carafe_lab_t carafe_lab_object (file (all)))
(allow carafe_lab_t carafe_lab_object (dir (all)))
(allow carafe_lab_t carafe_lab_object (lnk_file (all)))
(allow carafe_lab_t carafe_lab_object (chr_file (all)))
(allow carafe_lab_t carafe_lab_object (fifo_file (all)))
(allow carafe_lab_t carafe_lab_object (sock_file (all)))
(allow carafe_lab_t carafe_lab_object (filesystem (all)))
(allow carafe_lab_t domain (fd (all)))
(allow carafe_lab_t domain (fifo_file (all)))
(allow carafe_lab_t domain (file (all)))
(allow carafe_lab_t domain (dir (all)))
(allow carafe_lab_t domain (lnk_file (all)))
(allow carafe_lab_t domain (unix_stream_socket (all)))
(allow carafe_lab_t domain (process (sigchld signal signull getattr)))
(allow carafe_lab_t carafe_lab_t (process (all)))
(allow carafe_lab_t carafe_lab_t (capability (all)))
(allow unconfined_t carafe_lab_t (process (all)))
(allow unconfined_t carafe_lab_t (process2 (all)))
(allow unconfined_t carafe_lab_t (key (all)))
(allow unconfined_t carafe_lab_t (file (all)))
(allow unconfined_t carafe_lab_t (dir (all)))
(allow unconfined_t carafe_lab_t (lnk_file (all)))
(allow unconfined_t carafe_lab_secret_t (file (all)))
(allow carafe_lab_secret_t fs_t (filesystem (associate)))
CIL
}

# Runs on the host with the new root directory as $1 (mmdebstrap's hook, in a
# mount namespace of its own).
customize() {
  local R=$1 u s=$1/etc/systemd/system
  mkdir -p "$R/usr/local/sbin" "$R/usr/local/bin" "$s"
  guest_agent >"$R/usr/local/sbin/vmlab-agent"
  guest_as_user >"$R/usr/local/bin/as-user"
  chmod 755 "$R/usr/local/sbin/vmlab-agent" "$R/usr/local/bin/as-user"
  cat >"$s/vmlab.service" <<'UNIT'
[Unit]
Description=vm-lab job
Requires=dbus.socket
After=basic.target dbus.socket
[Service]
Type=simple
ExecStart=/usr/local/sbin/vmlab-agent
Delegate=yes
KillMode=process
TasksMax=infinity
LimitNOFILE=1048576
OOMPolicy=continue
StandardInput=null
UNIT
  cat >"$s/vmlab.target" <<'UNIT'
[Unit]
Description=vm-lab
Requires=basic.target
Wants=dbus.socket vmlab.service
After=basic.target
AllowIsolate=yes
UNIT
  # Nothing of the following serves a VM that lives for one command.
  for u in systemd-udevd.service systemd-udev-trigger.service \
    systemd-udevd-control.socket systemd-udevd-kernel.socket \
    systemd-udev-settle.service kmod-static-nodes.service \
    systemd-tmpfiles-setup-dev.service systemd-firstboot.service \
    systemd-machine-id-commit.service systemd-binfmt.service \
    proc-sys-fs-binfmt_misc.automount systemd-random-seed.service \
    systemd-repart.service systemd-sysusers.service \
    systemd-update-utmp.service systemd-update-utmp-runlevel.service \
    systemd-pcrphase-sysinit.service systemd-pcrphase.service \
    systemd-pstore.service systemd-journal-flush.service \
    systemd-modules-load.service systemd-ask-password-console.path \
    systemd-ask-password-wall.path systemd-remount-fs.service \
    systemd-user-sessions.service systemd-fsck-root.service \
    systemd-initctl.socket systemd-journald-audit.socket \
    systemd-tmpfiles-clean.timer sys-fs-fuse-connections.mount \
    sys-kernel-config.mount sys-kernel-tracing.mount dev-hugepages.mount \
    modprobe@.service apparmor.service cryptsetup.target \
    integritysetup.target veritysetup.target remote-fs.target getty.target \
    getty@tty1.service serial-getty@ttyS0.service console-getty.service \
    fstrim.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service
  do ln -sfn /dev/null "$s/$u"; done
  mkdir -p "$R/etc/systemd/system.conf.d" "$R/etc/systemd/journald.conf.d" \
    "$s/user@.service.d"
  printf '[Manager]\nDefault%sAccounting=yes\n' CPU >"$R/etc/systemd/system.conf.d/vmlab.conf"
  printf 'Default%sAccounting=yes\n' IO Memory Tasks >>"$R/etc/systemd/system.conf.d/vmlab.conf"
  printf '[Journal]\nStorage=volatile\nRateLimitBurst=0\n' >"$R/etc/systemd/journald.conf.d/vmlab.conf"
  printf '[Service]\nDelegate=cpu cpuset io memory pids\n' >"$s/user@.service.d/vmlab.conf"
  : >"$R/etc/fstab"
  echo vmlab >"$R/etc/hostname"
  echo '127.0.0.1 localhost vmlab' >"$R/etc/hosts"
  echo 0123456789abcdef0123456789abcdef >"$R/etc/machine-id"
  chroot "$R" useradd -m -u 1000 -s /bin/bash user
  printf 'user:100000:65536\n' | tee "$R/etc/subuid" >"$R/etc/subgid"
  chroot "$R" depmod -a "$(ls "$R/usr/lib/modules")"
  local b=$R/opt/bundle
  mkdir -p "$b"/rootfs/{bin,dev,proc,sys,tmp,etc,root}
  cp "$R/bin/busybox" "$b/rootfs/bin/busybox"
  for u in sh ls cat echo sleep true false id mount ps env stat dd hostname \
    mkdir rm touch head grep test mknod wc kill uname; do
    ln -s busybox "$b/rootfs/bin/$u"; done
  echo 'root:x:0:0::/root:/bin/sh' >"$b/rootfs/etc/passwd"
  bundle_config >"$b/config.json"
  if [ -n "$JDK_DIR" ]; then
    mkdir -p "$R/opt/jdk"
    tar -C "$JDK_DIR" --exclude=./lib/src.zip --exclude=./man \
      --exclude=./legal --exclude=./jmods -cf - . |
      tar -C "$R/opt/jdk" --no-same-owner -xf -
  fi
  if [ "$VM_LSM" = selinux ]; then
    # Enforcing once the job's service is in its domain: scripts/vm-job.sh
    printf 'SELINUX=permissive\nSELINUXTYPE=default\n' >"$R/etc/selinux/config"
    mkdir -p "$s/vmlab.service.d"
    printf '[Service]\nSELinuxContext=unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023\n' \
      >"$s/vmlab.service.d/selinux.conf"
    selinux_module >"$R/tmp/carafe-lab.cil"
    chroot "$R" semodule -n -i /tmp/carafe-lab.cil
    chroot "$R" setfiles -F /etc/selinux/default/contexts/files/file_contexts / || true
  fi
}

# The mirrors that this host's own apt uses, unless told otherwise.  apt knows
# only those whose lists it has fetched: on a fresh machine, none.
apt_uri() {
  apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk -v l="$1" '$1 == l && !uri { sub("/$", "", $2); uri = $2 } END { print uri }'
}
find_mirrors() {
  local i
  for i in 1 2; do
    VM_MIRROR=${VM_MIRROR:-$(apt_uri Debian)}
    VM_SECURITY=${VM_SECURITY:-$(apt_uri Debian-Security)}
    [ -z "$VM_MIRROR" ] || [ -z "$VM_SECURITY" ] || return 0
    [ "$i" = 2 ] || apt-get update -qq || die "apt-get update failed"
  done
  die "this host's apt has no mirror of Debian and Debian-Security: set VM_MIRROR and VM_SECURITY"
}

build() {
  local force= d t0 root tools
  [ "${1:-}" != -f ] || force=1
  if [ -n "$JDK_DIR" ] && [ ! -x "$JDK_DIR/bin/java" ]; then
    die "JDK_DIR=$JDK_DIR has no bin/java"; fi
  d=$(image_dir)
  if [ -z "$force" ] && [ -e "$d/root.img" ]; then say "image is there: $d"; return; fi
  [ "$(id -u)" = 0 ] || die "build needs root (run does not)"
  mkdir -p "$VM_CACHE" || die "cannot make $VM_CACHE"
  exec 5>"$VM_CACHE/.lock"
  flock -w 1800 5 || die "another build holds $VM_CACHE/.lock"
  if [ -z "$force" ] && [ -e "$d/root.img" ]; then say "image is there: $d"; return; fi
  need mke2fs e2fsprogs; need tar tar; need unshare util-linux
  need perl perl; need python3 python3; need apt-get apt
  t0=$(now)
  find_mirrors
  rm -rf --one-file-system "$VM_CACHE"/build.*     # of a build that was killed
  TMP=$(mktemp -d "$VM_CACHE/build.XXXXXX"); chmod 755 "$TMP"
  mkdir "$TMP/tools" "$TMP/tmp"; chmod 1777 "$TMP/tmp"
  # mmdebstrap and Debian's keys, from apt if they are not installed; they are
  # unpacked here, not installed.
  fetch() {
    (cd "$TMP/tools" && { apt-get -qq download "$1" 2>>"$TMP/log" ||
        { apt-get update -qq && apt-get -qq download "$1" 2>>"$TMP/log"; }; } &&
      dpkg -x "$1"_*.deb .) || { cat "$TMP/log" >&2; die "cannot get $1"; }
  }
  tools=
  command -v mmdebstrap >/dev/null || { fetch mmdebstrap; tools=$TMP/tools/usr/bin: ; }
  local key=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -e $key ] || { fetch debian-archive-keyring; key=$TMP/tools$key; }
  root=$TMP/root
  local include="$PACKAGES $VM_PACKAGES $VM_KERNEL" src=() s
  for s in "$VM_MIRROR $VM_SUITE" "$VM_MIRROR $VM_SUITE-updates" "$VM_SECURITY $VM_SUITE-security"
  do src+=("deb [signed-by=$key] $s main"); done
  # What this host's apt needs to reach its mirrors (proxies, dates), the new one does too.
  apt-config dump --format '%F "%v";%n' Acquire |
    grep -E '^Acquire::(https?|Check-|Retries|ForceIP)' >"$TMP/apt.conf" || true
  say "making $d ($VM_SUITE, $VM_KERNEL, $VM_LSM, JDK ${JDK_DIR:-none})"
  # In mount and pid namespaces of their own: no mount and no process outlives a
  # failed build.  No initramfs is made: the cloud kernel has ext4 and NVMe
  # built in.
  PATH=$tools$PATH TMPDIR=$TMP/tmp VM_LSM=$VM_LSM JDK_DIR=$JDK_DIR INITRD=No \
  setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child --mount-proc \
    -- mmdebstrap --quiet --mode=root \
    --variant=essential --format=directory \
    --include="$(echo $include | tr ' ' ,)" \
    --aptopt="$TMP/apt.conf" \
    --aptopt='APT::Install-Recommends "false"' \
    --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/lib/modules/*/kernel/drivers/gpu/*' \
    --dpkgopt='path-exclude=/usr/lib/modules/*/kernel/drivers/infiniband/*' \
    --dpkgopt=force-unsafe-io \
    --customize-hook="bash '$SELF' _customize \"\$1\"" \
    "$VM_SUITE" "$root" "${src[@]}" >"$TMP/log" 2>&1 5>&- &
  CHILD=$!
  wait "$CHILD" || { CHILD=; tail -40 "$TMP/log" >&2; die "mmdebstrap failed (log above)"; }
  CHILD=
  local out=$TMP/new k
  mkdir "$out"
  k=$(ls "$root"/boot/vmlinuz-*) || die "no kernel in the image"
  for s in fs/ext4/ext4.ko drivers/nvme/host/nvme.ko; do
    grep -qx "kernel/$s" "$root"/usr/lib/modules/*/modules.builtin ||
      die "$VM_KERNEL has no built-in $s: use a cloud kernel"; done
  cp "$k" "$out/vmlinuz"
  rm -rf "$root"/boot/* "$root"/var/cache/apt "$root"/var/lib/apt/lists
  chroot "$root" dpkg-query -W >"$out/packages"
  mke2fs -q -t ext4 -O ^has_journal,^metadata_csum,^64bit -m 0 \
    -E lazy_itable_init=0,root_owner=0:0 -N 65536 -L vmlab -d "$root" \
    "$out/root.img.part" $(( $(du -sm "$root" | cut -f1) + 1024 ))M >>"$TMP/log" 2>&1 ||
    { tail "$TMP/log" >&2; die "mke2fs failed"; }
  mv "$out/root.img.part" "$out/root.img"
  rm -rf "$d"; mv "$out" "$d"
  mkdir -p "$VM_CACHE/run"; chmod 1777 "$VM_CACHE/run"
  flock -u 5; exec 5>&-
  rm -rf --one-file-system "$TMP"; TMP=
  say "built in $(took "$t0") s: $(du -sm "$d" | cut -f1) MiB on disk in $d"
}
# END RECIPE

# ------------------------------------------------------------------ the VM
run() {
  local limit=600 dest= envs=() console= opt dir d OPTIND=1
  while getopts t:o:e:c opt; do case $opt in
    t) limit=$OPTARG ;; o) dest=$OPTARG ;; e) envs+=("$OPTARG") ;;
    c) console=1 ;; *) die "see the head of $SELF" ;; esac; done
  shift $((OPTIND - 1))
  [ $# -ge 3 ] && [ "$2" = -- ] || die "usage: vm-lab.sh run [-t SECS] [-o DEST] [-e K=V] [-c] DIR -- CMD..."
  dir=$1; shift 2
  [ -d "$dir" ] || die "no directory $dir"
  [[ $limit =~ ^[1-9][0-9]*$ ]] || die "-t wants whole seconds"
  dest=${dest:-$dir}
  need qemu-system-x86_64 qemu-system-x86; need mke2fs e2fsprogs
  d=$(image_dir)
  [ -e "$d/root.img" ] || die "no image for these settings: run '$0 build' first"
  local t0; t0=$(now)
  local p
  for p in $(find "$VM_CACHE/run" -mindepth 1 -maxdepth 1 -mmin +1 2>/dev/null); do
    flock -n "$p" rm -rf "$p" 2>/dev/null || true; done    # a run was killed
  mkdir -p "$VM_CACHE/run" && TMP=$(mktemp -d "$VM_CACHE/run/XXXXXX") || die "cannot write $VM_CACHE/run"
  exec 6<"$TMP"; flock 6
  # the job, /lab, room for the results
  mkdir "$TMP/job"
  printf '%s\0' "$@" >"$TMP/job/argv"
  [ ${#envs[@]} -eq 0 ] && : >"$TMP/job/env" || printf '%s\0' "${envs[@]}" >"$TMP/job/env"
  echo "$limit" >"$TMP/job/limit"
  tar -C "$TMP/job" -cf "$TMP/job.tar" . || die "tar failed"
  local mb; mb=$(( $(du -sm --apparent-size "$dir" | cut -f1) ))
  local n; n=$(find "$dir" -xdev | wc -l)
  mke2fs -q -t ext4 -O ^has_journal,^metadata_csum,^64bit -m 0 \
    -E lazy_itable_init=1,nodiscard -N $((n + 65536)) -d "$dir" "$TMP/lab.img" \
    $((mb + mb / 8 + n / 200 + 64 + VM_FREE_MB))M >"$TMP/mke2fs" 2>&1 ||
    { cat "$TMP/mke2fs" >&2; die "cannot make the image of $dir"; }
  truncate -s "${VM_OUT_MB}M" "$TMP/out.img"
  mkfifo "$TMP/1" "$TMP/2"
  cat "$TMP/1" & local c1=$!
  cat "$TMP/2" >&2 & local c2=$!
  READERS="$c1 $c2"
  local lsm
  case $VM_LSM in
    apparmor) lsm="apparmor=1 security=apparmor" ;;
    selinux) lsm="selinux=1 security=selinux" ;;
    none) lsm="lsm=landlock,yama,bpf" ;;
  esac
  local t1; t1=$(now)
  TMPDIR=$TMP setpriv --pdeathsig KILL qemu-system-x86_64 -name vmlab -nodefaults -no-user-config \
    -M q35 -accel tcg,thread=multi -cpu "$VM_CPU" -smp "$VM_CPUS" -m "$VM_MEM" \
    -display none -nic none -no-reboot -rtc base=utc \
    -chardev file,id=console,path="$TMP/console" -serial chardev:console \
    -chardev file,id=ctl,path="$TMP/ctl" -serial chardev:ctl \
    -device virtio-serial-pci,max_ports=4 \
    -chardev file,id=p1,path="$TMP/1" -device virtserialport,nr=1,chardev=p1,name=out \
    -chardev file,id=p2,path="$TMP/2" -device virtserialport,nr=2,chardev=p2,name=err \
    -device nvme,id=nvme0,serial=vmlab \
    -drive if=none,id=d1,format=raw,cache=unsafe,snapshot=on,file="$d/root.img" \
    -device nvme-ns,bus=nvme0,nsid=1,drive=d1 \
    -drive if=none,id=d2,format=raw,cache=unsafe,file="$TMP/lab.img" \
    -device nvme-ns,bus=nvme0,nsid=2,drive=d2 \
    -drive if=none,id=d3,format=raw,cache=unsafe,file="$TMP/job.tar" \
    -device nvme-ns,bus=nvme0,nsid=3,drive=d3 \
    -drive if=none,id=d4,format=raw,cache=unsafe,file="$TMP/out.img" \
    -device nvme-ns,bus=nvme0,nsid=4,drive=d4 \
    -kernel "$d/vmlinuz" \
    -append "console=ttyS0 quiet panic=-1 root=/dev/nvme0n1 rootfstype=ext4 rw systemd.unit=vmlab.target systemd.show_status=0 $cgroup $lsm mitigations=off no5lvl nokaslr init_on_alloc=0 rcupdate.rcu_expedited=1 $VM_APPEND" \
    </dev/null >"$TMP/qemu" 2>&1 &
  CHILD=$!
  # Two watches: CMD must start within the boot limit, and the VM must be down
  # within CMD's limit plus a grace for the results.
  local deadline=$((SECONDS + VM_BOOT_TIMEOUT)) started= why=
  while kill -0 "$CHILD" 2>/dev/null; do
    if [ -z "$started" ] && grep -q ^start "$TMP/ctl" 2>/dev/null; then
      started=$(took "$t1"); deadline=$((SECONDS + limit + 65))
    fi
    if [ $SECONDS -ge $deadline ]; then
      why="killed: it did not boot in $VM_BOOT_TIMEOUT s"
      [ -z "$started" ] || why="killed: it hung, past $limit s and 65 s of grace"
      kill -KILL "$CHILD" 2>/dev/null || true; break
    fi
    sleep 0.1
  done
  local qrc=0; wait "$CHILD" 2>/dev/null || qrc=$?
  CHILD=
  # A qemu that failed before it opened the pipes leaves the readers waiting.
  [ -e "$TMP/ctl" ] || kill $c1 $c2 2>/dev/null || true
  wait $c1 $c2 2>/dev/null || true
  READERS=
  [ -z "$console" ] || sed 's/^/console: /' "$TMP/console" >&2
  local ctl=; [ ! -e "$TMP/ctl" ] || ctl=$(tr -d '\r' <"$TMP/ctl")
  local rc; rc=$(sed -n 's/^exit \([0-9]*\).*/\1/p' <<<"$ctl")
  if grep -qx out <<<"$ctl"; then
    mkdir -p "$dest" && tar -C "$dest" --no-same-owner -xf "$TMP/out.img" ||
      die "cannot unpack the results in $dest/out"
  fi
  local noout; noout=$(sed -n 's/^noout //p' <<<"$ctl")
  if [ -z "$rc" ]; then
    why=${why:-the VM went down before CMD ended (qemu: $qrc)}
    if grep -qs 'Kernel panic' "$TMP/console"; then why=$(grep -o -m1 'Kernel panic.*' "$TMP/console" | tr -d '\r'); fi
    say "no result: $why$(sed -n 's/^fail /; agent: /p' <<<"$ctl")"
    [ ! -s "$TMP/qemu" ] || sed 's/^/qemu: /' "$TMP/qemu" >&2
    if [ -z "$console" ] && [ -e "$TMP/console" ]; then
      tail -n 25 "$TMP/console" | sed 's/^/console: /' >&2; fi
    [ -z "$started" ] || exit 123
    exit 125
  fi
  [ -z "$noout" ] || { say "error: /lab/out did not fit or could not be read: $noout"; exit 125; }
  if [ -n "${VM_TIMES:-}" ]; then
    say "times: images $(awk -v a="$t0" -v b="$t1" 'BEGIN{printf "%.1f",b-a}') s, boot to command ${started:-?} s, whole run $(took "$t0") s"
    say "ctl: $(tr '\n' ' ' <<<"$ctl")"
  fi
  exit "$rc"
}

# ---------------------------------------------------------------- selftest
selftest_guest() { cat <<'GUEST'
#!/bin/bash
# Prints `figure` lines (seconds, best of 3) and `ok`/`FAIL` lines.
bad=0
ok() { local what=$1; shift; if "$@" >/tmp/o 2>&1; then echo "ok    $what"
  else echo "FAIL  $what: $(tail -2 /tmp/o | tr '\n' ' ')"; bad=1; fi; }
fig() { local what=$1 best= i x; shift; TIMEFORMAT=%R
  for i in 1 2 3; do x=$( { time "$@" >/tmp/o 2>&1; } 2>&1 ) || true
    [ -n "$best" ] && awk "BEGIN{exit !($best<=$x)}" || best=$x; done
  echo "figure  $what: $best s"; }
B=/opt/bundle/config.json
bundle() { rm -rf /tmp/b; cp -a /opt/bundle /tmp/b; cd /tmp/b; jq "$1" $B >config.json; }
echo "kernel $(uname -r); LSMs $(cat /sys/kernel/security/lsm)"
echo "controllers: $(cat /sys/fs/cgroup/cgroup.controllers)"
ok "pure cgroup v2" test "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs
ok "systemd is up" systemctl is-system-running
ok "D-Bus answers" busctl --system call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.DBus.Peer Ping
ok "all 41 capabilities" grep -q 'CapBnd:.*1ffffffffff' /proc/self/status
ok "CAP_SYS_RESOURCE" python3 -c 'import resource as r; r.setrlimit(r.RLIMIT_CORE,(0,0)); r.setrlimit(r.RLIMIT_CORE,(99,99))'
ok "user namespace, unprivileged" su user -c 'test $(unshare -Ur id -u) = 0'
ok "user namespace with subuids" su user -c 'unshare -Ur --map-auto grep -q 100000 /proc/self/uid_map'
ok "overlayfs" sh -c 'mkdir -p /run/t/l /run/t/u /run/t/w /run/t/m; mount -t overlay o -o lowerdir=/run/t/l,upperdir=/run/t/u,workdir=/run/t/w /run/t/m'
ok "loop device" sh -c 'truncate -s 64M /run/i; mkfs.ext4 -q /run/i; mkdir /run/lo; mount -o loop /run/i /run/lo'
ok "veth" ip link add v0 type veth peer name v1
fig "/bin/true" /bin/true
for r in runc crun; do
  cd /opt/bundle
  ok "$r" $r run c1; fig "$r run" $r run c1
  ok "$r --systemd-cgroup" $r --systemd-cgroup run c1
  fig "$r --systemd-cgroup run" $r --systemd-cgroup run c1
  bundle '.linux.cgroupsPath="vmlab.slice:t:x" | .linux.resources = {"memory":{"limit":67108864},"pids":{"limit":11},"cpu":{"quota":25000,"period":100000,"cpus":"0"},"devices":[{"allow":false,"access":"rwm"}]} | .process.args=["sh","-c","cd /sys/fs/cgroup; cat memory.max pids.max cpu.max cpuset.cpus"]'
  ok "$r, limits through systemd" test "$($r --systemd-cgroup run x | tr '\n' ' ')" = "67108864 11 25000 100000 0 "
  bundle '.linux.cgroupsPath="vmlab.slice:t:d" | .process.args=["sh","-c","mknod /k b 7 0; cat /k 2>&1 | grep -q \"not permitted\""]'
  ok "$r, device filter denies" $r --systemd-cgroup run d
  bundle '.linux.resources.memory={"limit":16777216,"swap":16777216} | .process.args=["sh","-c","head -c 60m /dev/zero | tail -c 60m >/dev/null; grep oom_kill /sys/fs/cgroup/memory.events"]'
  ok "$r, OOM kill" test "$($r run o 2>/dev/null | grep -c 'oom_kill [1-9]')" = 1
done
as-user true
fig "as-user true" as-user true
cat >/tmp/rl.sh <<'RL'
rm -rf /tmp/rl; cp -a /opt/bundle /tmp/rl; cd /tmp/rl; rm config.json
$1 spec --rootless; jq '.process.terminal=false | .linux.resources={"memory":{"limit":67108864},"pids":{"limit":12}} | .process.args=["cat","/sys/fs/cgroup/memory.max"] | .linux.namespaces += [{"type":"cgroup"}] | .linux.namespaces |= unique' config.json >c && mv c config.json
test "$($1 --systemd-cgroup run rl 2>&1 | tail -1)" = 67108864
RL
ok "runc, rootless, user systemd" as-user sh /tmp/rl.sh runc
ok "crun, rootless, user systemd" as-user sh /tmp/rl.sh crun
if grep -q apparmor /sys/kernel/security/lsm; then
  ok "AppArmor is enabled" aa-status --enabled
  printf 'abi <abi/3.0>,\nprofile vmlab flags=(attach_disconnected,mediate_deleted) { file, capability, mount, umount, pivot_root, signal, ptrace, network, deny /tmp/** w, }\n' >/tmp/p
  ok "apparmor_parser" apparmor_parser -r /tmp/p
  bundle '.process.apparmorProfile="vmlab" | .process.args=["sh","-c","cat /proc/self/attr/current; touch /root/y && ! touch /tmp/x"]'
  ok "runc, AppArmor profile denies" runc run aa
  ok "crun, AppArmor profile denies" crun run aa
fi
if grep -q selinux /sys/kernel/security/lsm; then
  ok "SELinux policy is loaded" selinuxenabled
  bundle '.process.selinuxLabel="system_u:system_r:unconfined_t:s0" | .process.args=["grep","unconfined_t","/proc/self/attr/current"]'
  ok "runc, SELinux label" runc run se
fi
if [ -d /opt/jdk ]; then
  mkdir /tmp/j; cd /tmp/j
  echo 'class Hello { public static void main(String[] a) { System.out.println("hello"); } }' >Hello.java
  TIMEFORMAT="figure  javac Hello.java, once: %R s"; time javac Hello.java
  fig "java -version" java -version
  F="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
  jar cf h.jar Hello.class
  fig "java Hello, defaults" java -cp h.jar Hello
  fig "java Hello, serial GC, C1" java $F -cp h.jar Hello
  ok "AOT cache" java $F -XX:AOTCacheOutput=h.aot -cp h.jar Hello
  fig "java Hello, serial GC, C1, AOT cache" java $F -XX:AOTCache=h.aot -cp h.jar Hello
fi
exit $bad
GUEST
}
selftest() {
  [ -e "$(image_dir)/root.img" ] || build
  local d rc=0; d=$(mktemp -d "${TMPDIR:-/tmp}/vm-lab.XXXXXX")
  selftest_guest >"$d/selftest"
  VM_TIMES=1 bash "$SELF" run "$d" -- bash selftest || rc=$?
  rm -rf "$d"; exit "$rc"
}

case ${1:-} in
  selftest) selftest ;;
  build) shift; build "$@" ;;
  run) shift; run "$@" ;;
  path) image_dir; echo ;;
  clean) rm -rf --one-file-system "$VM_CACHE"/run "$VM_CACHE"/build.* \
    "$VM_CACHE"/[0-9a-f]??????????????? "$VM_CACHE"/.lock ;;
  _customize) customize "$2" ;;
  *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$SELF"; exit 125 ;;
esac
