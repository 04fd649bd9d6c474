#!/bin/bash
# check-bill.sh ROOT: whether the bill of materials of a tree (as built, unpacked or installed below ROOT) names each file that runs, with the hash
# that it has, and nothing else. Needs jq.
set -euo pipefail

root=${1:?usage: check-bill.sh ROOT}
bill=share/doc/carafe/carafe.cdx.json
cd "$root"
[ -s "$bill" ] || { echo "check-bill.sh: no $root/$bill" >&2; exit 1; }
named=$(jq -r '.. | objects | select(.hashes and .properties) | . as $part | .properties[] | select(.name == "carafe:path") |
  ($part.hashes[] | select(.alg == "SHA-256") | .content) + "  " + .value' "$bill" | LC_ALL=C sort -k 2)
# All but what is made on the target, what install.sh lists, and texts of licences
there=$({ echo bin/carafe; find lib/carafe -type f ! -name '*.aot' ! -path 'lib/carafe/installed' ! -path 'lib/carafe/jvm/legal/*'; } |
  LC_ALL=C sort | xargs -d '\n' sha256sum)
if [ "$named" != "$there" ]; then
  echo "check-bill.sh: the bill of materials (<) and the tree $root (>) differ:" >&2
  diff <(echo "$named") <(echo "$there") >&2 || true
  exit 1
fi
# What has no file of its own: linked into the client, jffi's library, the run-time image
for part in carafe-client:musl:glibc libjffi:libffi openjdk:zlib; do
  jq -e --arg names "$part" '($names | split(":")) as $n |
    any(.components[]; .name == $n[0] and any(.components[]?; (.name as $name | $n[1:] | index($name)) and .version != null))' "$bill" >/dev/null ||
    { echo "check-bill.sh: ${part%%:*} in $bill does not say what it contains" >&2; exit 1; }
done
echo "$(wc -l <<<"$there") files, each in the bill of materials"
