"""Runs a command where /run/systemd/journal/socket and /dev/log are sockets of ours; prints each datagram that came, and exits
as the command did. To be run in a mount namespace of its own, by `unshare --mount`.

log-sockets.py journal|syslog|none COMMAND...
log-sockets.py journald COMMAND...: both are those of a systemd-journald of our own; prints each entry that it has then, as JSON
"""
import os, socket, subprocess, sys, time

JOURNALD = "/lib/systemd/systemd-journald"
# In memory, and nothing of the kernel's or for anybody else; an empty Audit leaves the kernel's setting alone
CONFIG = "[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=\nForwardToSyslog=no\nForwardToWall=no\n"


def mount_tmpfs(path):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", path], check=True)


def fresh_dev():
    """What programs need of /dev, and none of the host's sockets."""
    numbers = {"null": (1, 3), "zero": (1, 5), "random": (1, 8), "urandom": (1, 9)}
    mount_tmpfs("/dev")
    for name, (major, minor) in numbers.items():
        os.mknod("/dev/" + name, 0o20666, os.makedev(major, minor))
        os.chmod("/dev/" + name, 0o666)


def listen(path):
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(path)
    listener.setblocking(False)
    return listener


def datagrams(listener):
    while True:
        try:
            data = listener.recv(1 << 20)
        except BlockingIOError:
            return
        print("datagram " + data.decode("utf-8", "backslashreplace").replace("\n", "\\n"), flush=True)


def start_journald():
    os.makedirs("/run/systemd/journald.conf.d")
    with open("/run/systemd/journald.conf.d/test.conf", "w") as config:
        config.write(CONFIG)
    os.symlink("/run/systemd/journal/dev-log", "/dev/log")
    with open("/run/journald.err", "w") as errors:
        daemon = subprocess.Popen([JOURNALD], stderr=errors)
    while not os.path.exists("/run/systemd/journal/io.systemd.journal"):
        if daemon.poll() is not None:
            sys.exit("journald ended: " + open("/run/journald.err").read())
        time.sleep(0.02)
    return daemon


def end_journald(daemon):
    subprocess.run(["journalctl", "--sync"], check=True)
    entries = subprocess.run(["journalctl", "--output=json", "--no-pager"], check=True, capture_output=True, text=True)
    for entry in entries.stdout.splitlines():
        print("entry " + entry, flush=True)
    daemon.terminate()
    daemon.wait()


mount_tmpfs("/run")
fresh_dev()
os.makedirs("/run/systemd/journal")
listeners = []
if sys.argv[1] == "journald":
    journald = start_journald()
    code = subprocess.run(sys.argv[2:]).returncode
    end_journald(journald)
    sys.exit(code)
if sys.argv[1] == "journal":
    listeners = [listen("/run/systemd/journal/socket")]
elif sys.argv[1] == "syslog":
    listeners = [listen("/dev/log")]
code = subprocess.run(sys.argv[2:]).returncode
for listener in listeners:
    datagrams(listener)
sys.exit(code)
