"""Takes a pty master from a --console-socket and copies what the terminal prints to stdout.

console-socket.py SOCKET [INPUT]: prints "master" and the terminal's rows and columns when the
descriptor has come, types INPUT, and ends when the terminal's last user has gone.
"""
import array, fcntl, os, socket, struct, sys, termios

listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listener.bind(sys.argv[1])
listener.listen(1)
print("listening", flush=True)
peer, _ = listener.accept()
descriptors = array.array("i")
_, ancillary, _, _ = peer.recvmsg(4096, socket.CMSG_SPACE(descriptors.itemsize * 4))
for level, kind, data in ancillary:
    if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
        descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
assert len(descriptors) == 1, "expected one descriptor, got %d" % len(descriptors)
master = descriptors[0]
rows, columns, _, _ = struct.unpack("HHHH", fcntl.ioctl(master, termios.TIOCGWINSZ, b"\0" * 8))
print("master %d %d" % (rows, columns), flush=True)
if len(sys.argv) > 2:
    os.write(master, sys.argv[2].encode())
while True:
    try:
        data = os.read(master, 4096)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
