"""Takes a pidfd from a --pidfd-socket: prints the text that came with it and the pid, then "ended"
when the process has.

pidfd-socket.py SOCKET
"""
import array, re, select, socket, sys

listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listener.bind(sys.argv[1])
listener.listen(1)
print("listening", flush=True)
peer, _ = listener.accept()
descriptors = array.array("i")
text, ancillary, _, _ = peer.recvmsg(4096, socket.CMSG_SPACE(descriptors.itemsize * 4))
for level, kind, data in ancillary:
    if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
        descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
assert len(descriptors) == 1, "expected one descriptor, got %d" % len(descriptors)
with open("/proc/self/fdinfo/%d" % descriptors[0]) as info:
    pid = re.search(r"^Pid:\s*(-?\d+)$", info.read(), re.MULTILINE).group(1)
print("pidfd %s %s" % (text.decode(), pid), flush=True)
poll = select.poll()
poll.register(descriptors[0], select.POLLIN)
poll.poll()
print("ended", flush=True)
