#!/bin/bash
# vm-units-job.sh PART...: what test-vm-units.sh has run in the virtual machine, in /lab: carafe as systemd and dpkg manage it. Prints a line for each
# expectation, with what was said when one is not met; the exit status is 1 when there was one.
#   dist/       the tree, with AOT caches
#   packaging/  what installs it
#   carafe.deb, carafe.tar.gz  the packages
#   caches/     AOT caches that fit the jars of the Debian package
set -u
cd /lab
export PATH=/usr/local/bin:$PATH CARAFE_UNTRAINED=1 # training takes minutes in an emulated machine
unit=carafe.service socket=carafe.socket
failures=0 said=$(mktemp)

expect() { # WHAT COMMAND...
  local what=$1
  shift
  if "$@" >"$said" 2>&1; then
    echo "ok - $what"
  else
    echo "not ok - $what ($*)"
    sed 's/^/#   /' "$said" | head -n 20
    failures=$((failures + 1))
  fi
}
# Emulated, a JVM takes half a minute to start; there is no shorter way to know that something will not happen
within() { # COMMAND...
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    "$@" && return
    sleep 0.2
  done
  echo "not within two minutes"
  return 1
}
not() { ! "$@"; }
is() { [ "$1" = "$2" ] || { echo "is $1, not $2"; return 1; }; }
value() { systemctl show -p "$2" --value "$1"; }
has() { local is; is=$(value "$1" "$2") && [ "$is" = "$3" ] || { echo "$2 of $1 is $is, not $3"; return 1; }; }
engine() { value $unit MainPID; }
alive() { kill -0 "$(cat "/run/$1.pid")"; }
cgroup() { sed -n 's/^0:://p' "/proc/$1/cgroup"; }
resident() { CARAFE_ENGINE=resident carafe list; }
served_by() { # an engine that is not PID
  resident && [ "$(engine)" != "$1" ] && [ "$(engine)" != 0 ] && carafe engine status | grep -w "$(engine)"
}
gone() { not kill -0 "$1"; }
names() { find / -xdev \( -path /proc -o -path /lab -o -path /run -o -path /tmp -o -path /var/lib/dpkg -o -path /var/log -o -path /var/cache -o -path /var/tmp -o -path /var/lib/systemd \) -prune -o -print | sort; }
same_names() { diff "$1" <(names); }
bundle() { # DIRECTORY CGROUP
  cp -a /opt/bundle "$1"
  jq --arg cgroup "$2" '.process.terminal = false | .process.args = ["sleep", "3600"] | .linux.cgroupsPath = $cgroup' /opt/bundle/config.json >"$1/config.json"
}
installed() { # A tree that is moved as a whole keeps its caches
  packaging/install.sh dist /usr/local && cp -p dist/lib/carafe/*.aot /usr/local/lib/carafe/
}
deb() { expect "dpkg $1" dpkg "$@"; }
install_deb() {
  # The image leaves documents out
  expect 'dpkg -i' dpkg --path-include='/usr/share/*' -i carafe.deb
  hash -r
  cp caches/*.aot /usr/lib/carafe/
}
bundle /run/plain /outside/plain
bundle /run/scope system.slice:carafe:scope
bundle /run/echo /outside/echo
jq '.process.args = ["echo", "hello"]' /run/plain/config.json >/run/echo/config.json

units() {
  echo "# make install, and systemd"
  expect 'it is installed' installed
  expect 'the units are valid' systemd-analyze verify --man=no $socket $unit
  expect 'systemd reads them' systemctl daemon-reload
  expect 'the bill of materials is right' packaging/check-bill.sh /usr/local
  expect 'the socket starts' systemctl start $socket
  expect 'no engine before the first command' has $unit ActiveState inactive
  expect 'the directory is private' is "$(stat -c %a:%u /run/carafe)" 700:0
  expect 'the socket is private' is "$(stat -c %a:%u /run/carafe/engine.sock)" 600:0

  expect 'the first command works' carafe run -d --pid-file /run/plain.pid -b /run/plain plain
  expect 'and has systemd start an engine' within served_by 0
  expect 'which is the unit'"'"'s process alone' is "$(cat "/sys/fs/cgroup$(value $unit ControlGroup)/cgroup.procs")" "$(engine)"
  expect 'in the cgroup of the service' is "$(cgroup "$(engine)")" /system.slice/$unit
  expect 'with its memory limit' is "$(cat /sys/fs/cgroup/system.slice/$unit/memory.max)" 671088640
  expect 'and its limit of threads' is "$(cat /sys/fs/cgroup/system.slice/$unit/pids.max)" 1024
  expect 'and its score' is "$(cat "/proc/$(engine)/oom_score_adj")" -500
  expect 'a container in a scope' carafe --systemd-cgroup run -d --pid-file /run/scope.pid -b /run/scope scope
  expect 'a container is where its config.json says' is "$(cgroup "$(cat /run/plain.pid)")" /outside/plain
  expect 'a scope is no part of the service' is "$(cgroup "$(cat /run/scope.pid)")" /system.slice/carafe-scope.scope
  expect 'the service still has no other process' is "$(cat /sys/fs/cgroup/system.slice/$unit/cgroup.procs)" "$(engine)"

  expect 'a login shell is served' su -l root -c 'CARAFE_ENGINE=resident /usr/local/bin/carafe list'
  expect 'another service is served' systemd-run -q --wait --pipe -E CARAFE_ENGINE=resident -p Delegate=yes /usr/local/bin/carafe list
  expect 'a confined service is not' not systemd-run -q --wait --pipe -E CARAFE_ENGINE=resident -p PrivateTmp=yes /usr/local/bin/carafe list
  expect 'and works all the same' systemd-run -q --wait --pipe -p PrivateTmp=yes /usr/local/bin/carafe list

  echo "# the engine is killed"
  old=$(engine)
  kill -KILL "$old"
  expect 'the next command works' carafe exec plain true
  expect 'systemd starts another engine' within served_by "$old"
  expect 'which it counts' is "$(value $unit NRestarts)" 1
  expect 'the container runs' alive plain
  expect 'the one in a scope runs' alive scope

  echo "# systemctl stop, restart"
  old=$(engine)
  expect 'stop' systemctl stop $unit
  expect 'ends the engine' gone "$old"
  expect 'and is no failure' has $unit Result success
  expect 'the container runs' alive plain
  expect 'the one in a scope runs' alive scope
  expect 'the socket listens' has $socket ActiveState active
  expect 'the next command works' carafe exec plain true
  expect 'and has the engine started again' within served_by "$old"
  old=$(engine)
  expect 'restart' systemctl restart $unit
  expect 'ends the engine' gone "$old"
  expect 'and starts another' within served_by "$old"
  expect 'the container runs' alive plain
  expect 'reload of systemd' systemctl daemon-reload
  expect 'and a command' within resident

  echo "# an upgrade in place"
  old=$(engine)
  expect 'it is installed over itself' installed
  expect 'the old engine leaves' within gone "$old"
  expect 'and that is no failure' is "$(value $unit Result)" success
  expect 'the next command works' carafe exec plain true
  expect 'and has the new engine started' within served_by "$old"
  expect 'of the files that are there' is "$(readlink "/proc/$(engine)/exe")" /usr/local/lib/carafe/jvm/bin/java
  expect 'the container runs' alive plain

  echo "# the end"
  expect 'delete' carafe delete -f plain
  expect 'delete of the scope' carafe delete -f scope
  expect 'no container is left' is "$(carafe list -q)" ''
  old=$(engine)
  expect 'stop of the socket' systemctl stop $socket
  expect 'ends the engine too' within gone "$old"
  expect 'its path is gone' not test -e /run/carafe/engine.sock
  expect 'commands work without it' carafe list
  expect 'enable' systemctl enable $socket
  expect 'means at boot' test -L /etc/systemd/system/sockets.target.wants/$socket
  expect 'disable' systemctl disable $socket
  expect 'make uninstall' packaging/uninstall.sh /usr/local
  systemctl daemon-reload
  rm -rf /run/carafe
  expect 'leaves nothing' same_names before
}

tarball() {
  echo "# the tarball"
  mkdir /opt/unpacked
  expect 'it unpacks' tar -xzf carafe.tar.gz -C /opt/unpacked
  expect 'the bill of materials is right' bash -c 'cd /opt/unpacked/* && packaging/check-bill.sh .'
  expect 'it runs where it is' is "$(cd /opt/unpacked/*/ && CARAFE_ENGINE=oneshot bin/carafe run -b /run/echo echo)" hello
  rm -r /opt/unpacked
}

package() {
  echo "# the Debian package"
  install_deb
  expect 'the socket is not enabled by itself' not systemctl is-enabled $socket
  expect 'the bill of materials is right' packaging/check-bill.sh /usr
  expect 'enable' systemctl enable --now $socket
  expect 'run' carafe run -d --pid-file /run/plain.pid -b /run/plain plain
  expect 'an engine' within served_by 0
  old=$(engine)
  echo "# reinstalled while a container runs"
  install_deb
  expect 'the old engine leaves' within gone "$old"
  expect 'the container runs' alive plain
  expect 'the socket listens' has $socket ActiveState active
  expect 'it is enabled' systemctl is-enabled $socket
  expect 'the next command works' carafe exec plain true
  expect 'by a new engine, then' within served_by "$old"
  old=$(engine)
  echo "# removed while a container runs"
  deb -r carafe
  expect 'the engine is gone' within gone "$old"
  expect 'the client is gone' not test -e /usr/bin/carafe
  expect 'the container runs' alive plain
  expect 'systemd knows no unit' has $unit LoadState not-found
  expect 'no socket is enabled' not test -e /etc/systemd/system/sockets.target.wants/$socket
  echo "# installed again"
  install_deb
  expect 'the container is known' is "$(carafe state plain | jq -r .status)" running
  expect 'exec' carafe exec plain true
  expect 'delete' carafe delete -f plain
  echo "# purged"
  deb --purge carafe
  expect 'dpkg knows it no more' not dpkg-query -W carafe
  expect 'nothing is in /run' not test -e /run/carafe
  expect 'systemd has no failed unit of it' is "$(systemctl list-units --all --no-legend 'carafe*')" ''
  expect 'nothing is left' same_names before
}

names >before
for part in "$@"; do
  "$part"
done
echo "# $failures expectations were not met"
[ $failures = 0 ]
