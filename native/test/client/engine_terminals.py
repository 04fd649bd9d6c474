"""Scenarios of the scripted engine: a process with a terminal, in the foreground."""
import os

import wire


def terminal_program(root, *argv):
    mount = lambda kind, target, *options: (
        ("I", "new_mount", 2, kind, kind, 0, list(options)),
        ("I", "attach_mount", 2, target, 0),
    )
    namespaces = 0x00020000
    return wire.program(
        4,
        ("H", "connect_socket", 1, ""),
        ("H", "clone_init", namespaces, wire.NO_SLOT),
        ("I", "new_session"),
        ("I", "set_root_propagation", 0x80000 | 0x4000),
        ("I", "mount_root", root, wire.NO_SLOT),
        *mount("proc", "/proc"),
        *mount("devpts", "/dev/pts", "newinstance", "ptmxmode=0666"),
        ("I", "open_console", 1, 0, 0),
        ("I", "pivot_root"),
        ("I", "execute", list(argv)),
    )


def terminal(session, script):
    session.begin()
    session.send("RECOVERY", ["carafe", "recover", "box"])
    session.send("LAUNCH", terminal_program(os.environ["CARAFE_TEST_ROOT"], "/bin/sh", "-c", script))
    session.expect("LAUNCHED")
    message = session.receive()
    if message[0] != "READY":
        session.send("PRINT", 2, repr(message))
        session.send("EXIT", 99)
        return
    session.send("FOREGROUND", ["carafe", "finish", "box"], 1000, 0)
    session.send("EXIT", os.waitstatus_to_exitcode(session.expect("INIT_EXITED")[0]) & 255)


def terminal_echo(session):
    terminal(session, "read line; echo \"<$line>\"; stty size; exit 4")


def terminal_cat(session):
    terminal(session, "stty -echo -onlcr; cat; exit 3")


def terminal_much(session):
    terminal(session, "stty -onlcr; i=0; while [ $i -lt 20000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done")


def terminal_interrupt(session):
    terminal(session, "trap 'echo interrupted; exit 2' INT; echo up; while :; do sleep 0.1; done")


def terminal_size(session):
    terminal(session, "trap 'stty size; exit 0' WINCH; echo up; while :; do sleep 0.1; done")


def terminal_quiet(session):
    """Nobody has the console open for a while: the client must not spin."""
    terminal(session, "exec sleep 1.5 <&- >&- 2>&-")
