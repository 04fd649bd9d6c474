"""A scripted engine: what it does in a session is a function of this module, by name."""
import fcntl
import os
import socket
import struct
import sys
import time

import wire

# Scenarios of their own files, found by name in this module like all others.
from engine_commits import *
from engine_terminals import *

CLIENT = os.environ.get("CARAFE_TEST_DIST", "") + "/bin/carafe"
CLONE_NEWNET = 0x40000000
BUILD = os.environ.get("CARAFE_TEST_BUILD", "dev")


class Session:
    def __init__(self, connection):
        self.connection = connection

    def send(self, name, *values):
        self.connection.sendall(wire.frame(name, *values))

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.connection.recv(count - len(data))
            if not piece:
                return None
            data += piece
        return data

    def receive(self):
        """The next message as (name, fields...), None at the end of the stream."""
        header = self._exactly(8)
        if header is None:
            return None
        length, number, zero = struct.unpack("<IHH", header)
        assert zero == 0
        return wire.decode(number, self._exactly(length) if length else b"")

    def expect(self, name):
        message = self.receive()
        assert message is not None and message[0] == name, message
        return message[1:]

    def hello(self):
        self.send("HELLO", 1, BUILD, 0, "")

    def begin(self):
        self.hello()
        return self.expect("INVOCATION")

    def print(self, text):
        self.send("PRINT", 1, text)


def host_program(*argv, namespaces=0):
    """Runs a program of the host with nothing but a fork: no root, no gate, and no namespaces but these."""
    return wire.program(1, ("H", "clone_init", namespaces, wire.NO_SLOT), ("I", "execute", list(argv)))


def argv_and_exit(session):
    invocation = session.begin()
    session.print(" ".join(invocation[2][1:]) + "\n")
    session.send("EXIT", 7)


def facts(session):
    (_, _, argv, _, cwd, pid, terminals, rows, columns, inherited, umask) = session.begin()
    session.print(f"{cwd} {pid} {terminals} {rows} {columns} {inherited} {umask:o} {argv[0]}\n")
    session.send("EXIT", 0)


def log_lines(session):
    session.begin()
    session.send("LOG", "one line\n")
    session.send("EXIT", 1)


def much_output(session):
    session.begin()
    for _ in range(64):
        session.send("PRINT", 1, b"x" * 65536)
    session.send("EXIT", 0)


def silent(session):
    time.sleep(600)


def late_at_work(session):
    end = time.monotonic() + 2.5
    while time.monotonic() < end:
        pass
    argv_and_exit(session)


def refuse(session):
    session.send("HELLO", 1, BUILD, 1, "another mount namespace")


def other_build(session):
    session.send("HELLO", 1, "0.0.1", 0, "")


def garbage(session):
    session.connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def eof(session):
    return


def eof_after_invocation(session):
    session.begin()


def garbage_after_invocation(session):
    session.begin()
    session.connection.sendall(struct.pack("<IHH", 0xFFFFFFFF, 3, 0))


def sender_confused(session):
    session.begin()
    session.send("READY")
    assert session.receive() is None


def print_then_eof(session):
    session.begin()
    session.print("half\n")


def recovery_then_eof(session):
    session.begin()
    session.send("RECOVERY", ["carafe", "recover", "box"])


def nothing_to_recover(session):
    session.begin()
    session.send("RECOVERY", [])


def stopped(session):
    session.begin()
    time.sleep(60)


def hook(session):
    session.begin()
    session.send("RUN_HOOK", "/bin/sh", ["sh", "-c", "cat; echo $FOO >&2; exit 3"], ["FOO=bar"], 0, "state")
    kind, number, output = session.expect("HOOK_DONE")
    session.print(f"{kind} {number} {output.decode()}")
    session.send("RUN_HOOK", "/bin/true", ["true"], [], 1000, "")
    session.print(f"{session.expect('HOOK_DONE')[:2]}\n")
    session.send("RUN_HOOK", "/nonexistent", ["x"], [], 0, "")
    kind, number, output = session.expect("HOOK_DONE")
    session.print(f"{kind} {number}\n")
    session.send("EXIT", 0)


def bad_program(session):
    session.begin()
    session.send("LAUNCH", b"not a program")
    operation, kind, _, detail = session.expect("FAILED")
    session.print(f"{operation:x} {kind}\n")
    session.send("EXIT", 1)


def launch(session, *argv, namespaces=0):
    client = session.begin()[5]
    session.send("RECOVERY", ["carafe", "recover", "box"])
    session.send("LAUNCH", host_program(*argv, namespaces=namespaces))
    pid, start_time = session.expect("LAUNCHED")
    session.expect("READY")
    assert os.readlink(f"/proc/{client}/exe") != CLIENT
    return pid, start_time


def sealed_before_launch(session):
    client = session.begin()[5]
    while not os.readlink(f"/proc/{client}/exe").startswith("/memfd:"):
        time.sleep(0.01)
    session.print("sealed\n")
    session.send("EXIT", 0)


def shared_copy(session, mode=0o755):
    """Says whether the client runs from the copy that it was offered."""
    copy = os.memfd_create("carafe", os.MFD_ALLOW_SEALING)
    with open(os.environ["CARAFE_TEST_CLIENT"], "rb") as client:
        os.write(copy, client.read())
    fcntl.fcntl(copy, fcntl.F_ADD_SEALS, 0xF)
    os.fchmod(copy, mode)
    # At once: a client does not wait for the second.
    session.connection.sendall(
        wire.frame("HELLO", 1, BUILD, 0, "") + wire.frame("SEALED_COPY", os.getpid(), copy))
    client = session.expect("INVOCATION")[5]
    while not os.readlink(f"/proc/{client}/exe").startswith("/memfd:"):
        time.sleep(0.01)
    session.print(f"{os.stat(f'/proc/{client}/exe').st_ino == os.fstat(copy).st_ino}\n")
    session.send("EXIT", 0)


def spoiled_copy(session):
    shared_copy(session, mode=0o600)


def launch_detached(session):
    pid, start_time = launch(session, "/bin/sh", "-c", "exec sleep 60 <&- >&- 2>&-")
    with open(f"/proc/{pid}/stat") as stat:
        same = int(stat.read().rsplit(")", 1)[1].split()[19]) == start_time
    session.print(f"{pid} {same}\n")
    session.send("EXIT", 0)


def launch_and_kill(session):
    launch(session, "/bin/sleep", "60")
    session.send("KILL_INIT")
    session.print(f"{session.expect('INIT_EXITED')[0]}\n")
    session.send("EXIT", 0)


def raise_loopback(session):
    """Says which local addresses init's network namespace has, before and after."""
    pid, _ = launch(session, "/bin/sleep", "60", namespaces=CLONE_NEWNET)
    for _ in range(2):
        with open(f"/proc/{pid}/net/fib_trie") as addresses:
            session.print(f"{'127.0.0.1' in addresses.read()}\n")
        session.send("RAISE_LOOPBACK", pid)
        session.print(f"{session.expect('HOOK_DONE')}\n")
    session.send("KILL_INIT")
    session.expect("INIT_EXITED")
    session.send("RAISE_LOOPBACK", pid)
    session.print(f"{session.expect('HOOK_DONE')} {pid}\n")
    session.send("EXIT", 0)


def launch_then_eof(session):
    pid, _ = launch(session, "/bin/sleep", "60")
    with open(os.environ["CARAFE_TEST_OUT"], "w") as out:
        out.write(str(pid))


def foreground(session, *argv, flags=0):
    launch(session, *argv)
    session.send("FOREGROUND", ["carafe", "finish", "box"], 1000, flags)


def foreground_exit(session):
    foreground(session, "/bin/sh", "-c", "cat; exit 5")
    session.print(f"status {session.expect('INIT_EXITED')[0]}\n")
    session.send("EXIT", 5)


def foreground_signals(session):
    foreground(session, "/bin/sh", "-c", "trap 'echo got; exit 9' USR1; echo up; while :; do sleep 0.1; done")
    session.send("EXIT", os.waitstatus_to_exitcode(session.expect("INIT_EXITED")[0]))


def foreground_late(session):
    """The process runs for a while before the client hears that it stays in the foreground."""
    launch(session, "/bin/sh", "-c", "trap 'echo got; exit 9' USR1; echo up; while :; do sleep 0.1; done")
    time.sleep(0.7)
    session.send("FOREGROUND", ["carafe", "finish", "box"], 1000, 0)
    session.send("EXIT", os.waitstatus_to_exitcode(session.expect("INIT_EXITED")[0]))


def detached_late(session):
    launch(session, "/bin/sh", "-c", "echo up; exec sleep 1 <&- >&- 2>&-")
    time.sleep(0.7)
    session.send("EXIT", 0)


def waits_at_a_stage(session):
    session.begin()
    session.send("RECOVERY", ["carafe", "recover", "box"])
    session.send("LAUNCH", wire.program(1, ("H", "clone_init", 0, wire.NO_SLOT), ("I", "sync", 1), ("I", "execute", ["/bin/true"])))
    pid, _ = session.expect("LAUNCHED")
    session.expect("STAGE")
    session.print(f"{pid}\n")
    assert session.receive() is None


def foreground_left(session):
    foreground(session, "/bin/sh", "-c", "sleep 0.7; exit 6")
    session.send("LEAVE")


def foreground_until_told(session):
    """Init ends when the test makes the file "told"; "left" is there when LEAVE was sent."""
    scratch = os.environ["CARAFE_TEST_SCRATCH"]
    foreground(session, "/bin/sh", "-c", f"while [ ! -e {scratch}/told ]; do sleep 0.02; done; exit 6")
    session.send("LEAVE")
    open(f"{scratch}/left", "w").close()


def foreground_lost(session):
    foreground(session, "/bin/sh", "-c", "sleep 0.5; exit 6")


ORPHAN = "(sh -c 'sleep 0.2; cut -d\" \" -f4 /proc/$$/stat; exit 3' & {wait}) ; sleep 0.5"


def foreground_orphans(session):
    """An orphan says who its parent became; how it ends is no matter of init's."""
    foreground(session, "/bin/sh", "-c", ORPHAN.format(wait=""))
    session.send("EXIT", session.expect("INIT_EXITED")[0])


def foreground_no_subreaper(session):
    foreground(session, "/bin/sh", "-c", ORPHAN.format(wait="sleep 0.5").replace("0.2", "1").replace("; sleep 0.5", "; sleep 2"), flags=1)
    session.send("EXIT", session.expect("INIT_EXITED")[0])


def finish_or_recover(session):
    """What a one-shot engine is asked after another engine was lost."""
    argv = session.begin()[2]
    session.print("one-shot: " + " ".join(argv[1:]) + "\n")
    session.send("EXIT", 42 if "finish" in argv else 0)


def stop_or_pid(session):
    """Whatever is asked, the answer is the engine's pid; `engine stop` ends it."""
    argv = session.begin()[2]
    session.print(f"pid {os.getpid()}\n")
    session.send("EXIT", 0)
    if argv[-1] == "stop":
        os._exit(0)


def serve(scenario):
    """Resident: descriptor 0 is the listening socket."""
    listener = socket.socket(fileno=0)
    while True:
        connection, _ = listener.accept()
        with connection:
            try:
                scenario(Session(connection))
            except (AssertionError, OSError):
                # `engine start` hangs up after the hello.
                pass


def main():
    """In place of a JVM: the scenario comes by the environment."""
    if any(argument.endswith("/resident.args") for argument in sys.argv):
        serve(globals()[os.environ["CARAFE_TEST_RESIDENT"]])
    else:
        scenario = globals()[os.environ["CARAFE_TEST_ONESHOT"]]
        scenario(Session(socket.socket(fileno=0)))


if __name__ == "__main__":
    if not {"CARAFE_TEST_ONESHOT", "CARAFE_TEST_RESIDENT"} & os.environ.keys():
        sys.exit("no scenario for a one-shot engine")
    main()
