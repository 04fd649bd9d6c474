#!/bin/bash
# setup.sh build|demo|test|aarch64|aarch64vm|vm|e2e: installs the Debian packages that a purpose needs and that are missing; names
# them when it may not install.
set -euo pipefail

purpose=${1:?usage: setup.sh build|demo|test|aarch64|aarch64vm|vm|e2e}

# command=package: what is looked for on PATH, and what brings it
build=(gcc=gcc make=make mvn=maven musl-gcc=musl-tools ar=binutils)
demo=("${build[@]}" busybox=busybox-static)
test=("${demo[@]}" runc=runc crun=crun clang-14=clang-14 clang-format-14=clang-format-14 hyperfine=hyperfine jq=jq
  strace=strace newuidmap=uidmap python3=python3 dbus-daemon=dbus-daemon setpriv=util-linux file=file)
e2e=("${demo[@]}" runc=runc containerd=containerd podman=podman conmon=conmon dockerd=docker.io tini-static=tini slirp4netns=slirp4netns
  newuidmap=uidmap python3=python3 setpriv=util-linux jq=jq)
vm=("${test[@]}" qemu-system-x86_64=qemu-system-x86 mke2fs=e2fsprogs perl=perl)
aarch64=(make=make aarch64-linux-gnu-gcc=gcc-aarch64-linux-gnu qemu-aarch64=qemu-user)
aarch64vm=("${aarch64[@]}" qemu-system-aarch64=qemu-system-arm cpio=cpio)

PATH=$PATH:/usr/sbin:/sbin
missing=()
declare -n wanted=$purpose
for pair in "${wanted[@]}"; do
  command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
done
if [[ $purpose == aarch64* ]] && [ ! -f /usr/aarch64-linux-gnu/include/asm/unistd.h ]; then
  missing+=(linux-libc-dev-arm64-cross)
fi
if [ "$purpose" = test ] || [ "$purpose" = vm ]; then
  compgen -G '/usr/lib/llvm-14/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a' >/dev/null || missing+=(libclang-rt-14-dev)
fi
# A busybox that is linked dynamically cannot run in the demo's root file system.
if [ "$purpose" != build ] && [[ $purpose != aarch64* ]] && command -v busybox >/dev/null && ldd "$(command -v busybox)" >/dev/null 2>&1; then
  missing+=(busybox-static)
fi
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "missing packages (Debian's names): ${missing[*]}" >&2
  echo "install them, or run this as root on Debian" >&2
  exit 1
fi
echo "installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }
