"""Runs a command where /run/systemd/journal/socket and /dev/log are sockets of ours; prints each datagram that came, and exits
as the command did. To be run in a mount namespace of its own, by `unshare --mount`.

log-sockets.py journal|syslog|none COMMAND...
"""
import os, socket, subprocess, sys


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


mount_tmpfs("/run")
fresh_dev()
os.makedirs("/run/systemd/journal")
listeners = []
if sys.argv[1] == "journal":
    listeners = [listen("/run/systemd/journal/socket")]
elif sys.argv[1] == "syslog":
    listeners = [listen("/dev/log")]
code = subprocess.run(sys.argv[2:]).returncode
for listener in listeners:
    datagrams(listener)
sys.exit(code)
