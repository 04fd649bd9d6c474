"""Listens where an engine would, and misbehaves: fake-engine.py SOCKET MANNER."""
import socket, struct, sys, time


def text(value):
    data = value.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def hello(build, verdict, reason):
    payload = struct.pack("<I", 1) + text(build) + struct.pack("<I", verdict) + text(reason)
    return struct.pack("<IHH", len(payload), 1, 0) + payload


answers = {
    "silent": None,
    "closing": b"",
    "leaving": b"",
    "garbage": b"HTTP/1.1 400 Bad Request\r\n\r\n" * 10,
    "huge": struct.pack("<IHH", 0xFFFFFFFF, 1, 0),
    "older": hello("an-older-build", 0, ""),
    "refusing": hello("whatever", 1, "not with you"),
    "unfinished": hello("an-older-build", 0, "")[:-3],
}
manner = sys.argv[2]
listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listener.bind(sys.argv[1])
listener.listen(16)
print("listening", flush=True)
kept = []
while True:
    peer, _ = listener.accept()
    if answers[manner] is not None:
        peer.sendall(answers[manner])
    if manner in ("silent", "unfinished"):
        kept.append(peer)
    else:
        time.sleep(0.05)
        peer.close()
    if manner == "leaving":
        time.sleep(0.3)
        sys.exit()
