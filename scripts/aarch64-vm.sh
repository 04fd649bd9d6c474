#!/bin/bash
# aarch64-vm.sh TREE: boots Debian's arm64 kernel in QEMU, by software, with the directory TREE and a busybox as its root file system,
# and runs /job of it there as root: all capabilities, cgroup v2, no network, no udev, no systemd. What it prints is printed.
# Exit status: the job's; 124 it was not done in VM_SECONDS (600); 125 no machine could be made or booted.
#   VM_CACHE    keeps kernel and busybox, which come from Debian packages (build/aarch64/vm)
#   VM_MEM      memory in MiB (2048)
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin

tree=$(realpath "${1:?usage: aarch64-vm.sh TREE}")
cache=$(realpath -m "${VM_CACHE:-build/aarch64/vm}")
[ -x "$tree/job" ] || { echo "aarch64-vm: $tree has no program /job" >&2; exit 125; }
scripts/setup.sh aarch64vm || exit 125
if [ ! -f "$cache/vmlinuz" ]; then
  rm -rf "$cache"
  # The package without a version in its name depends on the one that has the kernel
  scripts/debian-packages.sh arm64 "$cache" busybox-static linux-image-cloud-arm64 || exit 125
  cp "$cache"/boot/vmlinuz-* "$cache/vmlinuz"
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/carafe-aarch64.XXXXXX")
trap 'rm -rf "$work"' EXIT

mkdir -p "$work"/root/{bin,dev,proc,sys,tmp,run,root,etc,modules,system}
cp "$cache/bin/busybox" "$work/root/bin/"
for module in overlay dummy veth; do
  find "$cache/lib/modules" -name "$module.ko" -exec cp {} "$work/root/modules/" \;
done
cp -a "$tree/." "$work/root/"
# pivot_root(2) wants a root that is a mount: what the kernel unpacked is not, and is moved to one
cat >"$work/root/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox mount -t tmpfs -o size=100%,mode=755 tmpfs /system
/bin/busybox cp -a /bin /system/
for name in /*; do
  case $name in /bin | /system | /init) ;; *) /system/bin/busybox mv "$name" /system/ ;; esac
done
/system/bin/busybox chroot /system /bin/busybox --install -s /bin
exec /system/bin/busybox switch_root /system /bin/sh /boot-job
INIT
cat >"$work/root/boot-job" <<'INIT'
export PATH=/bin:/usr/bin HOME=/root
chmod 1777 /tmp
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm /dev/mqueue
mount -t devpts -o ptmxmode=666,gid=5 devpts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount --make-rshared /
ip link set lo up
for module in /modules/*.ko; do insmod "$module"; done
echo 'aarch64-vm: booted'
setsid -c /job </dev/null
echo "aarch64-vm: status $?"
poweroff -f
INIT
chmod +x "$work/root/init"
(cd "$work/root" && find . | cpio --quiet -o -H newc -R 0:0) >"$work/initrd"

timeout --foreground "${VM_SECONDS:-600}" qemu-system-aarch64 -machine virt -cpu max -smp 1 -m "${VM_MEM:-2048}" -nographic -nodefaults -serial stdio \
  -no-reboot -kernel "$cache/vmlinuz" -initrd "$work/initrd" -append 'console=ttyAMA0 quiet panic=-1' </dev/null 2>"$work/error" |
  sed -u 's/\r//' | tee "$work/console" | sed -u -n '/^aarch64-vm: booted$/,/^aarch64-vm: status/ { /^aarch64-vm:/!p }' || true
grep -q '^aarch64-vm: booted$' "$work/console" || { tail -n 20 "$work/console" "$work/error" >&2; echo "aarch64-vm: the machine did not boot" >&2; exit 125; }
status=$(sed -n 's/^aarch64-vm: status \([0-9]*\)$/\1/p' "$work/console")
[ -n "$status" ] || { echo "aarch64-vm: the job was not done in ${VM_SECONDS:-600} s" >&2; exit 124; }
exit "$status"
