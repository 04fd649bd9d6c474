"""A service manager as sd_notify(3) knows it: service-manager.py ADDRESS.

Prints the datagrams that come, "fd" for each descriptor that comes along, and closes these: that answers BARRIER=1.
"""
import array, os, socket, sys

address = sys.argv[1]
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind("\0" + address[1:] if address.startswith("@") else address)
os.write(1, b"listening\n")
while True:
    text, controls, flags, sender = manager.recvmsg(4096, socket.CMSG_SPACE(64))
    os.write(1, text.rstrip(b"\n") + b"\n")
    for level, kind, data in controls:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            for fd in array.array("i", data[: len(data) - len(data) % 4]):
                os.close(fd)
                os.write(1, b"fd\n")
