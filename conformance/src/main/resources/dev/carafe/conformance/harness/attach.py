"""Attaches to a container as CRI-O does: attach.py SOCKET INPUT.

Sends INPUT, ends its side, and copies what conmon sends to stdout (pipe 2) and stderr (pipe 3) until conmon hangs up.
"""
import os, socket, sys

attached = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
# The socket's full path may be longer than an address.
directory = os.open(os.path.dirname(sys.argv[1]), os.O_PATH)
attached.connect("/proc/self/fd/%d/%s" % (directory, os.path.basename(sys.argv[1])))
os.write(1, b"attached\n")
if sys.argv[2]:
    attached.send(sys.argv[2].encode())
attached.shutdown(socket.SHUT_WR)
while True:
    packet = attached.recv(8193)
    if not packet:
        break
    os.write(2 if packet[0] == 3 else 1, packet[1:])
