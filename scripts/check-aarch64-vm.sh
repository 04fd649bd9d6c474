#!/bin/bash
# check-aarch64-vm.sh DIST: on an arm64 kernel in a virtual machine, all unit tests of the C side, and the engine of the tree DIST with
# an arm64 client and JVM: containers from create to delete, by one-shot and resident engines (scripts/aarch64-job.sh).
# The jars are DIST's: they are the same on every architecture. The JVM is Debian's, of the first release that has Java 25.
set -euo pipefail
cd "$(dirname "$0")/.."

dist=$(realpath "${1:?usage: check-aarch64-vm.sh DIST}")
work=build/aarch64
scripts/setup.sh aarch64vm
CARAFE_BUILD=$(cat "$dist/lib/carafe/build-id") scripts/aarch64-native.sh $work
if [ ! -d $work/jvm ]; then
  rm -rf $work/jvm.new
  DEBIAN_SUITE=${DEBIAN_SUITE:-trixie} scripts/debian-packages.sh arm64 $work/jvm.new \
    openjdk-25-jre-headless libc6 libgcc-s1 libstdc++6 zlib1g libseccomp2
  rm -rf $work/jvm.new/usr/share $work/jvm.new/usr/lib/jvm/*/{docs,legal,man}
  mv $work/jvm.new $work/jvm
fi

tree=$work/tree
rm -rf $tree
mkdir -p $tree/carafe/bin $tree/carafe/lib/carafe/native $tree/bin
cp -a $work/jvm/. $tree/
# Where the programs' loader is looked for; Debian has this link in another package
[ -e $tree/lib ] || ln -s usr/lib $tree/lib
install -s --strip-program=aarch64-linux-gnu-strip $work/carafe $tree/carafe/bin/
cp $work/unit $tree/bin/
cp "$dist"/lib/carafe/{*.jar,*.args,build-id,train.sh} $tree/carafe/lib/carafe/
ln -s ../../../usr/lib/jvm/java-25-openjdk-arm64 $tree/carafe/lib/carafe/jvm
(cd $tree/carafe/lib/carafe/native && "${JAVA_HOME:?}/bin/jar" xf "$(compgen -G "$dist/lib/carafe/jffi-*-native.jar")" jni/aarch64-Linux/libjffi-1.2.so &&
  mv jni/*/libjffi-1.2.so . && rm -r jni)
install -m 755 scripts/aarch64-job.sh $tree/job
VM_SECONDS=${VM_SECONDS:-1800} VM_MEM=${VM_MEM:-3072} scripts/aarch64-vm.sh $tree
