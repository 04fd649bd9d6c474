#!/bin/bash
# dist.sh DIR: lays out the relocatable tree from what Maven and native/Makefile built; docs/protocol.md, "The dist tree".
set -euo pipefail
cd "$(dirname "$0")/.."

dist=${1:?usage: dist.sh DIR}
new=$dist.new
rm -rf "$new"
mkdir -p "$new/bin" "$new/lib/carafe/native"

install -s -m 755 native/build/carafe "$new/bin/carafe"
cp runtime/target/carafe-runtime.jar runtime/target/lib/*.jar "$new/lib/carafe/"
cp runtime/src/dist/*.args "$new/lib/carafe/"
printf '%s\n' "${CARAFE_BUILD:?}" >"$new/lib/carafe/build-id"

# The JVM of its own, so that a target needs no JDK
scripts/jvm-image.sh build/jvm-image
cp -a build/jvm-image "$new/lib/carafe/jvm"
rm "$new/lib/carafe/jvm/origin"

# jffi's native part is installed here, so that a privileged engine never unpacks it into a temporary directory
jffi=$(compgen -G "$new/lib/carafe/jffi-*-native.jar")
(cd "$new/lib/carafe/native" && "$JAVA_HOME/bin/jar" xf "../$(basename "$jffi")" "jni/$(uname -m)-Linux/libjffi-1.2.so" &&
  mv jni/*/libjffi-1.2.so . && rm -r jni && strip --strip-unneeded libjffi-1.2.so)
# the JVM takes no class older than Java 6 into an AOT cache; and entries of our jars must not have the modes that the sources happen to have
"$JAVA_HOME/bin/java" scripts/RaiseClassVersion.java "$new"/lib/carafe/{asm,carafe,jnr-x86asm,picocli}-*.jar
install -m 755 packaging/train.sh "$new/lib/carafe/"
# Licences of ours and of others, and what there is
cp LICENSE "$new/"
mkdir -p "$new/share/doc/carafe"
cp packaging/copyright packaging/EPL-2.0 "$new/share/doc/carafe/"
scripts/bill-of-materials.sh "$new"
# Whatever umask there was at the checkout and is at the build
chmod -R u=rwX,go=rX "$new"

rm -rf "$dist"
mv "$new" "$dist"

# AOT caches name the jars by path and time, so they are made in place; what is only packaged needs none
[ -n "${CARAFE_UNTRAINED:-}" ] || "$dist/lib/carafe/train.sh"

# manual pages and completion scripts come from the command line's own model
share=$dist/share
mkdir -p "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/site-functions" "$share/fish/vendor_completions.d"
carafe() { CARAFE_ENGINE=oneshot "$dist/bin/carafe" "$@"; }
carafe completion bash >"$share/bash-completion/completions/carafe"
carafe completion zsh >"$share/zsh/site-functions/_carafe"
carafe completion fish >"$share/fish/vendor_completions.d/carafe.fish"
carafe man >"$share/man/man1/carafe.1"
sed -n 's/^\\fBcarafe\\-\(.*\)\\fR(1)$/\1/p' "$share/man/man1/carafe.1" | while read -r command; do
  carafe man "$command" >"$share/man/man1/carafe-$command.1"
done
