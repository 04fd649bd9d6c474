"""Supervises system calls: seccomp-agent.py SOCKET ERRNO

Listens at SOCKET for one container process state with its listener, prints the state, and answers every call that
comes with ERRNO (0: goes on) until no filtered process is left."""
import array, fcntl, json, os, select, socket, struct, sys

NOTIF_RECV, NOTIF_SEND, CONTINUE = 0xC0502100, 0xC0182101, 1
NOTIF_SIZE, RESPONSE = 80, struct.Struct("=QqiI")

path, error = sys.argv[1], int(sys.argv[2])
listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listening.bind(path)
listening.listen(1)
print("listening", flush=True)
connection, _ = listening.accept()
data, controls, _, _ = connection.recvmsg(65536, socket.CMSG_SPACE(16 * 4))
listeners = array.array("i")
for level, kind, bytes_ in controls:
    if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
        listeners.frombytes(bytes_[: len(bytes_) - len(bytes_) % listeners.itemsize])
# Until the state is whole: some runtimes close the connection only when they end.
while True:
    try:
        state = json.loads(data)
        break
    except ValueError:
        more = connection.recv(65536)
        if not more:
            sys.exit("half a state: %r" % data)
        data += more
print("descriptors", len(listeners), flush=True)
print("state", json.dumps(state), flush=True)
calls = select.poll()
calls.register(listeners[0], select.POLLIN)
while True:
    if calls.poll()[0][1] & select.POLLHUP:
        break
    request = bytearray(NOTIF_SIZE)
    fcntl.ioctl(listeners[0], NOTIF_RECV, request)
    (identity,) = struct.unpack_from("=Q", request)
    print("call", struct.unpack_from("=i", request, 16)[0], flush=True)
    response = RESPONSE.pack(identity, 0, -error, CONTINUE if error == 0 else 0)
    try:
        fcntl.ioctl(listeners[0], NOTIF_SEND, response)
    except OSError as failure:
        # The caller was killed meanwhile.
        print("answer", os.strerror(failure.errno), flush=True)
print("gone", flush=True)
