"""Takes the descriptor that a runtime sends to a --console-socket or --pidfd-socket.

descriptor-socket.py console SOCKET [INPUT]: prints "master" and the terminal's rows and columns when
the pty's master has come, types INPUT, copies what the terminal prints to stdout, and ends when the
terminal's last user has gone.
descriptor-socket.py pidfd SOCKET: prints "pidfd", the text that came with it and the pid, then "ended"
when the process has.
"""
import array, fcntl, os, re, select, socket, struct, sys, termios


def receive(path):
    """Says "listening", and returns the text that comes and the one descriptor with it."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(1)
    print("listening", flush=True)
    peer, _ = listener.accept()
    descriptors = array.array("i")
    text, ancillary, _, _ = peer.recvmsg(4096, socket.CMSG_SPACE(descriptors.itemsize * 4))
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    assert len(descriptors) == 1, "expected one descriptor, got %d" % len(descriptors)
    return text.decode(), descriptors[0]


def console(master, typed):
    rows, columns, _, _ = struct.unpack("HHHH", fcntl.ioctl(master, termios.TIOCGWINSZ, b"\0" * 8))
    print("master %d %d" % (rows, columns), flush=True)
    os.write(master, typed.encode())
    while True:
        try:
            data = os.read(master, 4096)
        except OSError:
            break
        if not data:
            break
        os.write(1, data)


def pidfd(text, descriptor):
    with open("/proc/self/fdinfo/%d" % descriptor) as info:
        pid = re.search(r"^Pid:\s*(-?\d+)$", info.read(), re.MULTILINE).group(1)
    print("pidfd %s %s" % (text, pid), flush=True)
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    poll.poll()
    print("ended", flush=True)


kind, path, *more = sys.argv[1:]
text, descriptor = receive(path)
if kind == "console":
    console(descriptor, more[0] if more else "")
else:
    pidfd(text, descriptor)
